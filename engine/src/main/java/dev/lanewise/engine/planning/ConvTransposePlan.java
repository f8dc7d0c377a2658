package dev.lanewise.engine.planning;

import dev.lanewise.engine.packing.PackedPanels;
import java.util.List;
import java.util.Locale;

/**
 * How a transposed convolution will be computed: as ordinary convolutions of stride 1, one for the outputs of every phase of the
 * stride, whose results are then spread over the output. Equal convolutions on equal machines get equal plans.
 *
 * @param shape the sizes
 * @param in order of the input's dimensions
 * @param out order of the output's dimensions
 * @param workspaceLimit bytes of workspace that are allowed
 * @param images images that are computed at a time, a divisor of the batch
 * @param isDirect whether one convolution writes the output as it is
 * @param parts the convolutions
 */
public record ConvTransposePlan(
        ConvTransposeShape shape,
        Layout in,
        Layout out,
        long workspaceLimit,
        int images,
        boolean isDirect,
        List<Part> parts) {

    /**
     * One convolution.
     *
     * @param rows which rows of the output it makes
     * @param columns which columns
     * @param conv its plan; null for outputs that see no element of the kernel
     */
    public record Part(TransposedAxis.Group rows, TransposedAxis.Group columns, ConvPlan conv) {
        /**
         * Phases that share the convolution, each with its own output channels.
         *
         * @return phases of rows times phases of columns
         */
        public int phases() {
            return rows.phases().size() * columns.phases().size();
        }

        /**
         * Where the convolution's results begin in the workspace, behind its own.
         *
         * @return an element, aligned as {@link PackedPanels#ALIGNMENT} says
         */
        public int results() {
            int own = conv == null ? 0 : (int) (conv.choice().workspaceBytes() / Float.BYTES);
            return (own + LINE - 1) / LINE * LINE + PackedPanels.ALIGNMENT;
        }
    }

    private static final int LINE = 16;

    /** Floats that aligning the results costs at most. */
    static final int PADDING = LINE + PackedPanels.ALIGNMENT;

    /**
     * Workspace of a run, all threads.
     *
     * @return bytes
     */
    public long workspaceBytes() {
        long most = 0;
        for (Part part : parts) {
            if (part.conv() != null) {
                long results =
                        (long) part.results() + part.conv().problem().shape().outputElements();
                most = Math.max(most, isDirect ? part.conv().choice().workspaceBytes() : results * Float.BYTES);
            }
        }
        return most;
    }

    /**
     * Weights in the form that the algorithms read.
     *
     * @return bytes
     */
    public long weightBytes() {
        return parts.stream()
                .filter(part -> part.conv() != null)
                .mapToLong(part -> part.conv().choice().weightBytes())
                .sum();
    }

    /**
     * Several lines for humans: the sizes, and below them each convolution with its choice.
     *
     * @return the text
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%s, %s to %s: %s, %d of %d images at a time, workspace %.2f MiB, limit %s",
                shape,
                in,
                out,
                isDirect ? "one convolution" : parts.size() + " convolutions and their results spread over the output",
                images,
                shape.batch(),
                workspaceBytes() / 1048576.0,
                workspaceLimit == Long.MAX_VALUE ? "none" : workspaceLimit + " bytes"));
        for (Part part : parts) {
            if (part.conv() == null) {
                text.append(String.format("%n  gaps of the stride, filled with the bias"));
            } else {
                text.append(String.format(
                        "%n  %d of %d phases as %s: %s",
                        part.phases(),
                        shape.strideHeight() * shape.strideWidth(),
                        part.conv().problem().shape(),
                        part.conv().choice()));
            }
        }
        return text.toString();
    }
}
