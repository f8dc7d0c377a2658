package dev.lanewise.inference.cli;

import dev.lanewise.engine.Engine;
import dev.lanewise.engine.machine.Machine;
import dev.lanewise.engine.machine.MachineProfile;
import dev.lanewise.engine.planning.Accuracy;
import dev.lanewise.engine.planning.ConvProblem;
import dev.lanewise.engine.planning.ConvShape;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs a convolution with every algorithm and shows them side by side. */
@Command(
        name = "conv",
        description = {
            "Runs a convolution with every algorithm and prints them side by side.",
            "",
            "Shows time, GFLOP/s, part of "
                    + "the roofline, workspace, error against a direct sum in double precision, and which one the planner "
                    + "chooses. Algorithms that cannot serve say why.",
            "",
            "SHAPE is image, output channels, kernel, and what is not the default:",
            "  1x64x56x56,64,3x3,s1,p1   [batch x] channels x height x width, ...",
            "  sN or sNxM                stride, down x across; 1",
            "  pN, pNxM or pTxLxBxR      padding, all around; 0",
            "  psame                     padding that keeps the size at stride 1",
            "  dN or dNxM                dilation; 1",
            "  gN, or dw for depthwise   groups; 1",
            ""
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  lanewise conv --shape 64x56x56,64,3x3,p1",
            "  lanewise conv --shape 1x3x224x224,64,7x7,s2,p3 --layout nchw",
            "  lanewise conv --shape 512x14x14,512,3x3,p1,dw --threads 2",
            "  lanewise conv --shape 64x1000x40,64,5x1,psame --workspace 1M",
            "  lanewise conv --shape 256x14x14,256,3x3,p1 --accuracy direct"
        })
final class ConvCommand implements Callable<Integer> {
    @Option(
            names = {"-s", "--shape"},
            paramLabel = "SHAPE",
            required = true,
            converter = ConvShapeConverter.class,
            description = "The convolution, as above.")
    private ConvShape shape;

    @Option(
            names = {"-l", "--layout"},
            paramLabel = "LAYOUT",
            defaultValue = "nhwc",
            converter = Layouts.Converter.class,
            description = "nhwc or nchw, or input:output as in nchw:nhwc; nhwc unless given.")
    private Layouts layouts;

    @Option(
            names = {"-w", "--workspace"},
            paramLabel = "BYTES",
            converter = BytesConverter.class,
            description = "Most workspace of a run, as in 0, 512K or 4M; no limit unless given.")
    private Long workspace;

    @Option(
            names = {"-a", "--accuracy"},
            paramLabel = "CLASS",
            defaultValue = "STANDARD",
            description = "direct, standard or relaxed; standard unless given.")
    private Accuracy accuracy;

    @Option(
            names = {"-t", "--threads"},
            paramLabel = "N",
            defaultValue = "1",
            description = "Threads of a run; 1 unless given.")
    private int threads;

    @Mixin
    private MachineOption machine;

    @Option(names = "--quick", description = "Take few samples: a look, not a comparison.")
    private boolean quick;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException, IOException {
        if (threads < 1) {
            throw new ParameterException(spec.commandLine(), "--threads is " + threads + "; it must be at least 1");
        }
        PrintWriter err = spec.commandLine().getErr();
        Machine.hostAdvice().ifPresent(err::println);
        MachineProfile known = machine.saved(threads);
        ConvProblem problem = new ConvProblem(shape, layouts.in(), layouts.out());
        long limit = workspace == null ? Long.MAX_VALUE : workspace;
        try (Engine engine = Engine.builder().threads(threads).build()) {
            ConvContest contest = new ConvContest(engine, problem, accuracy, limit, quick);
            ConvReference reference = contest.reference();
            MachineProfile roofs;
            List<MeasuredConv> measured;
            try (MeasuringBar bar = new MeasuringBar(err)) {
                bar.expect(contest.steps());
                roofs = known == null ? MachineOption.measure(threads, contest.steps(), bar) : known;
                measured = contest.measure(reference, bar);
            }
            new ConvTable(contest.plan(), roofs, threads, spec.commandLine().getOut())
                    .print(reference.size(), measured);
        }
        return 0;
    }
}
