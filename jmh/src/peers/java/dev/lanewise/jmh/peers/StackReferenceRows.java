package dev.lanewise.jmh.peers;

import dev.lanewise.jmh.hotloops.HotLoops;
import java.util.List;
import java.util.Optional;

/** Stack references in the main loop of every micro-kernel, as C2 compiled it. */
final class StackReferenceRows implements FigureRows {

    @Override
    public String name() {
        return "stack-references";
    }

    @Override
    public void measure(Bench bench) throws Throwable {
        Optional<String> obstacle = HotLoops.obstacle();
        if (obstacle.isPresent()) {
            bench.report(Figure.info(name(), "every micro-kernel", Double.NaN, "", obstacle.get()));
            return;
        }
        List<HotLoops.Finding> main =
                HotLoops.find(List.of()).stream().filter(HotLoops.Finding::main).toList();
        for (HotLoops.Finding loop : main) {
            String spilled = loop.spilledVectors() + " of them vectors";
            String size = loop.instructions() + " instructions with " + loop.fmas() + " FMAs";
            bench.report(
                    loop.isMicroKernel()
                            ? Figure.atMost(name(), loop.method(), 0, Double.NaN, loop.stackReferences(), spilled, size)
                            : Figure.info(name(), loop.method(), loop.stackReferences(), spilled, size));
        }
    }
}
