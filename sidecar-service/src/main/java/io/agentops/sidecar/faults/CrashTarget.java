package io.agentops.sidecar.faults;

/** What a crash fault kills. */
public interface CrashTarget {

    /** Kills the supervised process and all it started, without asking it; false where there is none. */
    boolean crash();
}
