package io.agentops.rca.engine;

/** What the rules found in one run: the hand-over from {@link Engine#classify} to {@link Engine#report}. */
public final class Findings {

    Findings() {}
}
