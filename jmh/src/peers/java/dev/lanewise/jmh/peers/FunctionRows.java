package dev.lanewise.jmh.peers;

import static dev.lanewise.jmh.FunctionCall.Function.ERF;
import static dev.lanewise.jmh.FunctionCall.Function.EXP;
import static dev.lanewise.jmh.FunctionCall.Function.SIGMOID;
import static dev.lanewise.jmh.FunctionCall.Function.TANH;

import dev.lanewise.engine.Engine;
import dev.lanewise.jmh.FunctionCall;
import dev.lanewise.jmh.measure.Samples;
import dev.lanewise.jmh.measure.Task;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Functions of numbers in L1, against the JDK's vector operator; the error function, which it has not, against its exponential. */
final class FunctionRows implements FigureRows {

    private static final double MUST = 1.0;
    private static final double GOAL = 2.0;
    private static final Set<FunctionCall.Function> FUNCTIONS = EnumSet.of(EXP, TANH, SIGMOID, ERF);

    @Override
    public String name() {
        return "functions";
    }

    @Override
    public void measure(Bench bench) throws Throwable {
        try (Engine engine = Engine.builder().build()) {
            for (FunctionCall.Function function : FUNCTIONS) {
                if (bench.wants(function.name())) {
                    measure(bench, engine, function);
                }
            }
        }
    }

    private void measure(Bench bench, Engine engine, FunctionCall.Function function) throws Throwable {
        FunctionCall call = new FunctionCall(function, engine);
        call.requireCorrect(call.run());
        Task own = new Task(function.name(), FunctionCall.length(), call::run);
        Task jdk = new Task("JDK", FunctionCall.length(), call::runJdk);
        Samples samples = bench.contest(List.of(own, jdk));
        Samples.Estimate ratio = samples.ratio(0, 1);
        String operator = function == ERF ? "lanewise EXP" : "lanewise";
        String peer =
                "%s: %.2f numbers a ns".formatted(operator, samples.rate(1).value());
        // the JDK has no error function to hold ours against
        bench.report(
                function == ERF
                        ? Figure.info(name(), function.name(), ratio.value(), peer, ratio)
                        : Figure.atLeast(name(), function.name(), MUST, GOAL, ratio.value(), peer, ratio));
    }
}
