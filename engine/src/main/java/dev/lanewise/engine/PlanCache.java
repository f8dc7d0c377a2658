package dev.lanewise.engine;

import dev.lanewise.engine.packing.PackedPanels;
import dev.lanewise.engine.planning.GemmPlan;
import dev.lanewise.engine.planning.GemmPlanner;
import dev.lanewise.engine.planning.GemmShape;
import dev.lanewise.engine.planning.LoopOrder;

/** The plans of recent plain calls, so that a call with a shape seen before neither plans nor allocates. Bounded; racy and safe. */
final class PlanCache {
    private static final int SIZE = 256;

    private final GemmPlan[] plans = new GemmPlan[SIZE];
    private final GemmPlanner planner;

    PlanCache(GemmPlanner planner) {
        this.planner = planner;
    }

    /** The plan of a product of arrays with a prepacked matrix. */
    GemmPlan plan(int rows, PackedPanels packed) {
        return plan(rows, packed.n(), packed.k(), false, false, true, true, packed.kc(), false);
    }

    GemmPlan plan(
            int m,
            int n,
            int k,
            boolean transA,
            boolean transB,
            boolean arrayA,
            boolean arrayC,
            int prepackedKc,
            boolean mappedB) {
        int hash = (m * 31 + n) * 31 + k;
        int flags = (transA ? 1 : 0)
                | (transB ? 2 : 0)
                | (arrayA ? 4 : 0)
                | (arrayC ? 8 : 0)
                | (mappedB ? 16 : 0)
                | prepackedKc << 5;
        int slot = (hash ^ hash >>> 8 ^ hash >>> 16 ^ flags) & SIZE - 1;
        GemmPlan plan = plans[slot];
        if (plan != null) {
            GemmShape shape = plan.shape();
            if (shape.m() == m
                    && shape.n() == n
                    && shape.k() == k
                    && shape.transposedA() == transA
                    && shape.transposedB() == transB
                    && shape.arrayA() == arrayA
                    && shape.arrayC() == arrayC
                    && shape.prepackedKc() == prepackedKc
                    && shape.mappedB() == mappedB) {
                return plan;
            }
        }
        plan = planner.plan(
                new GemmShape(m, n, k, transA, transB, arrayA, arrayC, prepackedKc, mappedB, LoopOrder.AUTO));
        plans[slot] = plan;
        return plan;
    }
}
