package io.agentops.rca.healing;

/** What is to be done about an agent that is down. */
sealed interface Decision {

    /**
     * Nothing for now.
     *
     * @param why in words
     */
    record Leave(String why) implements Decision {}

    /**
     * It is restarted.
     *
     * @param next the state from then on
     */
    record Restart(Level level, HealingState next) implements Decision {}

    /**
     * People must look; nothing is done by itself any more.
     *
     * @param next the state from then on
     */
    record CallPeople(HealingState next) implements Decision {}
}
