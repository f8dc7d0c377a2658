package dev.lanewise.engine.drivers;

import dev.lanewise.engine.packing.Operand;
import dev.lanewise.engine.parallel.Parallel;

/**
 * An attention under way. A unit of work is a block of queries, of all heads that share keys; it walks over the keys once. Reused from
 * run to run, so that runs allocate nothing.
 */
public final class AttentionRun extends SplitRun {
    /** Queries. */
    public final Operand q = new Operand();

    /** Keys. */
    public final Operand k = new Operand();

    /** Values. */
    public final Operand v = new Operand();

    /** Results. */
    public final Operand y = new Operand();

    private final WorkspacePool workspaces;
    private final AttentionBlock[] blocks;
    private AttentionSpec spec;
    private int queryBlocks;
    private int queriesInBlock;

    AttentionMasking masking;
    int queries;
    int keys;
    int keyRoom;

    /**
     * Makes a run that can be used again and again, by one caller at a time.
     *
     * @param parallel the threads
     * @param workspaces where workspace is leased
     */
    public AttentionRun(Parallel parallel, WorkspacePool workspaces) {
        super(parallel, 0);
        this.workspaces = workspaces;
        blocks = new AttentionBlock[parallel.threads()];
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = new AttentionBlock();
        }
    }

    /**
     * Computes the attention of the operands set before.
     *
     * @param how heads and scale
     * @param mask what masks scores, or null
     * @param batch how many sequences
     * @param queryCount queries of a sequence
     * @param keyCount keys of a sequence
     * @param room tokens from one sequence's keys to the next
     */
    public void execute(AttentionSpec how, AttentionMasking mask, int batch, int queryCount, int keyCount, int room) {
        spec = how;
        masking = mask;
        queries = queryCount;
        keys = keyCount;
        keyRoom = room;
        if (batch == 0 || queries == 0) {
            return;
        }
        int most = Math.max(1, AttentionBlock.MOST_ROWS / spec.group());
        queryBlocks = Math.ceilDiv(queries, most);
        queriesInBlock = Math.ceilDiv(queries, queryBlocks);
        int rows = queriesInBlock * spec.group();
        int length = AttentionBlock.floats(spec, rows);
        float[] workspace = workspaces.lease((long) length * blocks.length * Float.BYTES);
        try {
            for (int i = 0; i < blocks.length; i++) {
                blocks[i].begin(this, spec, rows, workspace, i * length);
            }
            long work = (long) batch * spec.queries().heads() * queries * keys;
            split(
                    batch * spec.keys().heads() * queryBlocks,
                    work * spec.queries().size() / 16);
        } finally {
            workspaces.release(workspace);
        }
    }

    @Override
    void run(int part, int start, int end, float[] scratch) {
        int heads = spec.keys().heads();
        for (int unit = start; unit < end; unit++) {
            int query = unit % queryBlocks * queriesInBlock;
            int sequence = unit / queryBlocks;
            int count = Math.min(queriesInBlock, queries - query);
            if (count > 0) {
                blocks[part].run(sequence / heads, sequence % heads, query, count);
            }
        }
    }

    @Override
    boolean isConfined() {
        return isConfined(q) || isConfined(k) || isConfined(v) || isConfined(y);
    }

    @Override
    public void clear() {
        q.clear();
        k.clear();
        v.clear();
        y.clear();
        masking = null;
        for (AttentionBlock block : blocks) {
            block.clear();
        }
    }
}
