package io.agentops.rca.healing;

/** Tells many agents that fail from a cause that they have in common. */
final class StormRule {

    private final HealingConfig.Storm config;

    StormRule(HealingConfig.Storm config) {
        this.config = config;
    }

    /**
     * Whether a storm begins.
     *
     * @param agents of the project, but for those that are gone
     * @param down those of them that went down lately
     */
    boolean begins(long agents, long down) {
        return down >= config.atLeast() && isTooMany(agents, down);
    }

    /**
     * Whether a storm is over.
     *
     * @param down those that are down now
     */
    boolean isOver(long agents, long down) {
        return !isTooMany(agents, down);
    }

    private boolean isTooMany(long agents, long down) {
        return down > agents * config.share();
    }

    /**
     * How many automatic recoveries may begin.
     *
     * @param open those that have not ended
     * @param ofMinute those that began within a minute
     */
    int room(long open, long ofMinute) {
        return (int) Math.max(0, Math.min(config.atOnce() - open, config.perMinute() - ofMinute));
    }
}
