package io.agentops.query.anatomy;

/** How long each item ran while none of its parts did, in microseconds. */
public final class SelfTimes {

    private SelfTimes() {}

    /** The time of an item or {@link Tree#RUN} outside its parts. */
    public static long of(Tree tree, Extents extents, int item) {
        Sum sum = new Sum();
        new Sweep(tree, extents).back(item, extents.start(item), extents.end(item), Long.MAX_VALUE, sum);
        return sum.micros;
    }

    private static final class Sum implements Sweep.Steps {

        private long micros;

        @Override
        public void part(int part, long from, long to) {
            // A part's time is its own.
        }

        @Override
        public void own(int later, long length) {
            micros += length;
        }
    }
}
