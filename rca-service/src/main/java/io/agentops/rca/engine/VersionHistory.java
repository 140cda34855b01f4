package io.agentops.rca.engine;

import java.util.List;
import java.util.Objects;

import io.agentops.rca.history.Rate;
import io.agentops.rca.history.RateRise;

/**
 * How often runs of one agent failed, for the version of the run under analysis and for the version it took over from, as of the moment
 * the run started.
 *
 * <ul>
 * <li><b>Runs</b> are those of the same project, agent and environment that ended and had started in the 30 days before the run or with it,
 * the run itself included. A partial success is not counted as failed.
 * <li><b>Previous</b> is the version with most runs in the last day of runs before the first run of the current one, among those with
 * {@link RateRise#ENOUGH_RUNS} or more where there are some: what the agent was, rather than what was tried beside it.
 * <li><b>Side by side</b>: where at least half of the current version's runs are in hours in which the previous one ran too, and enough of the
 * previous one's are, only runs of these hours count, so that whatever else changed with time is the same for both.
 * <li><b>Tools</b> are tools and models, by name, with calls and failed calls.
 * </ul>
 * {@link #none()} stands for a run without a version, one that did not fail, not even in part, and one whose history could not be read. {@code previous} is
 * null while an agent has had one version only.
 *
 * @param current the version of the run under analysis, or null when unknown
 * @param previous the version it took over from, or null when there was none
 * @param sideBySide whether only hours count in which both ran
 */
public record VersionHistory(Version current, Version previous, boolean sideBySide) {

    /** How many tools of a version are looked at; the rest are ignored. */
    public static final int MAX_TOOLS = 200;

    private static final VersionHistory NONE = new VersionHistory(null, null, false);

    /** Nothing is known of the agent's other runs. */
    public static VersionHistory none() {
        return NONE;
    }

    /** Whether there are enough runs of both versions, and few enough that still go on, to compare them. */
    boolean comparable() {
        return enough(current) && enough(previous);
    }

    private static boolean enough(Version version) {
        return version != null && version.runs.runs() >= RateRise.ENOUGH_RUNS
                && !RateRise.tooEarly(version.unfinished, version.runs.runs());
    }

    /**
     * What is known of one version of an agent.
     *
     * @param version as the runs report it
     * @param runs how many of its runs failed
     * @param sameWay how many of them failed the way the run under analysis did; null where it has no group
     * @param unfinished how many more of its runs still go on
     * @param tools the tools and models these runs used, one entry each, in any order
     */
    public record Version(String version, Rate runs, Rate sameWay, long unfinished, List<ToolRate> tools) {
        public Version {
            Objects.requireNonNull(version, "version");
            Objects.requireNonNull(runs, "runs");
            tools = tools == null ? List.of() : List.copyOf(tools);
        }
    }

    /** How often one tool or model failed within the runs of one version. */
    public record ToolRate(String tool, Rate calls) {
        public ToolRate {
            Objects.requireNonNull(tool, "tool");
            Objects.requireNonNull(calls, "calls");
        }
    }
}
