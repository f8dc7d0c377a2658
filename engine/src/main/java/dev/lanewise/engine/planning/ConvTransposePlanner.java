package dev.lanewise.engine.planning;

import dev.lanewise.engine.machine.Machine;
import dev.lanewise.engine.planning.TransposedAxis.Group;
import java.util.ArrayList;
import java.util.List;

/** Takes a transposed convolution apart into ordinary ones, and plans those. */
public final class ConvTransposePlanner {
    private final ConvPlanner planner;
    private final Machine machine;

    /**
     * Makes a planner.
     *
     * @param machine what plans are made for
     * @param planner of ordinary convolutions
     */
    public ConvTransposePlanner(Machine machine, ConvPlanner planner) {
        this.machine = machine;
        this.planner = planner;
    }

    /**
     * Plans a transposed convolution.
     *
     * @param shape the sizes
     * @param in order of the input's dimensions
     * @param out order of the output's dimensions
     * @param accuracy the error that is allowed
     * @param workspaceLimit bytes of workspace that a run may use
     * @return the plan
     * @throws IllegalArgumentException if the workspace limit is too small for the results of a phase of one image
     */
    public ConvTransposePlan plan(
            ConvTransposeShape shape, Layout in, Layout out, Accuracy accuracy, long workspaceLimit) {
        // stacked output channels of several groups would have to be spread one by one
        boolean share = shape.groups() == 1;
        List<Group> rows = TransposedAxis.groups(
                shape.inHeight(),
                shape.outHeight(),
                shape.kernelHeight(),
                shape.strideHeight(),
                shape.dilationHeight(),
                shape.padTop(),
                share);
        List<Group> columns = TransposedAxis.groups(
                shape.inWidth(),
                shape.outWidth(),
                shape.kernelWidth(),
                shape.strideWidth(),
                shape.dilationWidth(),
                shape.padLeft(),
                share);
        boolean direct = shape.strideHeight() == 1
                && shape.strideWidth() == 1
                && outputs(rows.getFirst(), shape.inHeight()) == shape.outHeight()
                && outputs(columns.getFirst(), shape.inWidth()) == shape.outWidth();
        long resultsOfImage = direct ? 0 : mostResults(shape, rows, columns);
        int images = images(shape.batch(), resultsOfImage, workspaceLimit);
        long left = workspaceLimit == Long.MAX_VALUE
                ? workspaceLimit
                : workspaceLimit - Float.BYTES * (images * resultsOfImage + ConvTransposePlan.PADDING);
        if (!direct && left < 0) {
            throw new IllegalArgumentException("workspaceLimit is " + workspaceLimit + " bytes; it must be at least "
                    + (workspaceLimit - left) + " for the results of a part of the phases");
        }
        List<ConvTransposePlan.Part> parts = new ArrayList<>();
        for (Group down : rows) {
            for (Group across : columns) {
                boolean gap = down.taps() == 0 || across.taps() == 0;
                ConvPlan plan = gap
                        ? null
                        : planner.plan(
                                new ConvProblem(conv(shape, images, down, across), in, out),
                                accuracy,
                                direct ? workspaceLimit : left,
                                null,
                                "predicted to be the fastest");
                parts.add(new ConvTransposePlan.Part(down, across, plan));
            }
        }
        return new ConvTransposePlan(shape, in, out, workspaceLimit, images, direct, List.copyOf(parts));
    }

    /** As many images at a time as leave the results in cache, and the rest of the workspace to the convolutions. */
    private int images(int batch, long resultsOfImage, long workspaceLimit) {
        long most = Math.min(machine.l3Bytes(), workspaceLimit) / 2 / Float.BYTES;
        int images = batch;
        while (images > 1 && (batch % images != 0 || images * resultsOfImage > most)) {
            images--;
        }
        return images;
    }

    /** Elements that the largest convolution makes of an image. */
    private static long mostResults(ConvTransposeShape shape, List<Group> rows, List<Group> columns) {
        long most = 0;
        for (Group down : rows) {
            for (Group across : columns) {
                if (down.taps() > 0 && across.taps() > 0) {
                    long pixels = (long) outputs(down, shape.inHeight()) * outputs(across, shape.inWidth());
                    most = Math.max(
                            most,
                            pixels
                                    * shape.outChannels()
                                    * down.phases().size()
                                    * across.phases().size());
                }
            }
        }
        return most;
    }

    private static int outputs(Group group, int in) {
        return in + group.before() + group.after() - group.dilation() * (group.taps() - 1);
    }

    private static ConvShape conv(ConvTransposeShape shape, int images, Group down, Group across) {
        int phases = down.phases().size() * across.phases().size();
        return ConvShape.builder(shape.inChannels(), phases * shape.outChannels(), down.taps(), across.taps())
                .input(images, shape.inHeight(), shape.inWidth())
                .padding(down.before(), across.before(), down.after(), across.after())
                .dilation(down.dilation(), across.dilation())
                .groups(shape.groups())
                .build();
    }
}
