package io.agentops.rca.engine;

import java.util.List;
import java.util.Objects;

/**
 * How often runs of one agent failed, for the version of the run under analysis and for the version in use before it.
 *
 * <p>What fills it, for a run of agent {@code A}, version {@code V}, environment {@code E}, started at {@code T}, in
 * project {@code P}:
 * <ul>
 * <li><b>Runs in scope</b>: rows of {@code run} with {@code project_id = P}, {@code agent_name = A},
 * {@code environment IS NOT DISTINCT FROM E}, {@code status <> 'running'}, {@code agent_version IS NOT NULL} and
 * {@code started_at >= T - 30 days}. The run under analysis is among them.
 * <li><b>Current</b>: the runs in scope with {@code agent_version = V}.
 * <li><b>Previous</b>: the runs in scope with {@code agent_version = W}, where {@code W} is the version of the newest run
 * in scope that started before the first of the current ones ({@code ORDER BY started_at DESC, run_id DESC LIMIT 1}
 * among those with {@code started_at < min(started_at) of current}). Of {@code W}, too, all runs in scope count, those that
 * ran beside {@code V} included.
 * <li><b>{@link Version#runs}</b> is {@code count(*)}, <b>{@link Version#failed}</b> is
 * {@code count(*) FILTER (WHERE status = 'failure')}: a partial success is not counted as failed.
 * <li><b>{@link Version#tools}</b>: per {@code tool_name}, over the rows of {@code tool_call} of the same runs
 * (joined on {@code project_id, day, run_id}): {@code calls = count(*)}, and {@code failed} counts calls with
 * {@code error_class IS NOT NULL OR status_code >= 400 OR lower(status) IN ('error', 'failed', 'failure', 'timeout')}. The
 * {@value #MAX_TOOLS} tools with the most calls are enough; more are ignored.
 * </ul>
 * {@link #none()} stands for a run without a version, and for an agent whose store could not be asked. {@code previous} is
 * null while an agent has had one version only. Counting may stop at any bound the store likes, as long as runs and
 * failures are counted over the same rows.
 *
 * @param current the version of the run under analysis, or null when unknown
 * @param previous the version in use before it, or null when there was none
 */
public record VersionHistory(Version current, Version previous) {

    /** How many tools of a version are looked at; the rest are ignored. */
    public static final int MAX_TOOLS = 200;

    private static final VersionHistory NONE = new VersionHistory(null, null);

    /** Nothing is known of the agent's other runs. */
    public static VersionHistory none() {
        return NONE;
    }

    /** Whether both versions are known, so that they can be compared. */
    boolean comparable() {
        return current != null && previous != null;
    }

    /**
     * What is known of one version of an agent; refuses more failed runs than runs, and negative counts.
     *
     * @param version as the runs report it
     * @param runs finished runs, whatever their end
     * @param failed those of {@code runs} that ended in failure
     * @param tools the tools these runs called, one entry a tool, in any order
     */
    public record Version(String version, long runs, long failed, List<ToolCount> tools) {
        public Version {
            Objects.requireNonNull(version, "version");
            requireShare("failed", failed, "runs", runs);
            tools = tools == null ? List.of() : List.copyOf(tools);
        }
    }

    /**
     * How often one tool failed within the runs of one version; refuses more failed calls than calls, and negative counts.
     *
     * @param tool the tool's name
     * @param calls all calls of it
     * @param failed those of {@code calls} that failed
     */
    public record ToolCount(String tool, long calls, long failed) {
        public ToolCount {
            Objects.requireNonNull(tool, "tool");
            requireShare("failed", failed, "calls", calls);
        }
    }

    private static void requireShare(String part, long value, String whole, long total) {
        if (value < 0 || value > total) {
            throw new IllegalArgumentException(part + ": " + value + " of " + total + " " + whole);
        }
    }
}
