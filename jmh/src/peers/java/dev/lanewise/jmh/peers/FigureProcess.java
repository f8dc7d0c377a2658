package dev.lanewise.jmh.peers;

import java.util.regex.Pattern;

/** Measures one family of figures in a JVM of its own and prints each as a marked line. */
final class FigureProcess {

    static final String MARK = "figure:";

    private FigureProcess() {}

    /**
     * Ends by {@code halt}, after everything is written: the threads of OpenMP and ONNX Runtime have no part in the exit.
     *
     * @param args the family, the seconds for one contest, a regular expression for cases
     */
    public static void main(String[] args) {
        int status = 1;
        FigureRows family = Figures.family(args[0]);
        try (Bench bench = new Bench(
                family.threads(), Double.parseDouble(args[1]), Pattern.compile(args[2]), FigureProcess::print)) {
            family.measure(bench);
            status = 0;
        } catch (Throwable e) {
            System.getLogger(FigureProcess.class.getName())
                    .log(System.Logger.Level.ERROR, "the rows " + args[0] + " failed", e);
        }
        System.err.flush();
        System.out.flush();
        Runtime.getRuntime().halt(status);
    }

    private static void print(Figure figure) {
        System.out.println(MARK + figure.toCsv());
    }
}
