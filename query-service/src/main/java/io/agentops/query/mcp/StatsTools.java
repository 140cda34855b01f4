package io.agentops.query.mcp;

import jakarta.inject.Singleton;

import io.agentops.query.groups.FailureGroupResource;
import io.agentops.query.groups.GroupFilter;
import io.agentops.query.stats.StatsFilter;
import io.agentops.query.stats.StatsResource;
import io.agentops.query.versions.RegressionFilter;
import io.agentops.query.versions.RegressionResource;
import io.agentops.query.versions.VersionDiffFilter;
import io.agentops.query.versions.VersionDiffResource;
import io.quarkiverse.mcp.server.RawMessage;
import io.quarkiverse.mcp.server.Tool;
import io.quarkiverse.mcp.server.Tool.Annotations;
import io.quarkiverse.mcp.server.Tool.InputSchema;
import io.quarkiverse.mcp.server.ToolResponse;
import io.smallrye.mutiny.Uni;

/** Tools that sum runs up. */
@Singleton
class StatsTools {

    private final Answers answers;
    private final StatsResource stats;
    private final FailureGroupResource groups;
    private final VersionDiffResource versions;
    private final RegressionResource regressions;

    StatsTools(Answers answers, StatsResource stats, FailureGroupResource groups, VersionDiffResource versions,
            RegressionResource regressions) {
        this.answers = answers;
        this.stats = stats;
        this.groups = groups;
        this.versions = versions;
        this.regressions = regressions;
    }

    @Tool(name = "get_stats", title = "How runs went", description = """
            Figures over the runs that started in a span of time, the last 24 hours of the clock unless told otherwise: counts by status, \
            success_rate (percent), latency quantiles (milliseconds, within 4.5 %), tokens and cost (US dollars), in all and by agent \
            and version, step type, tool, model and failure code, at most 100 of each, those with most runs, calls or failures first. \
            Use it to learn what is wrong at all, before looking at runs. \
            """
            + Texts.DATA, annotations = @Annotations(title = "How runs went", readOnlyHint = true, destructiveHint = false, idempotentHint = true, openWorldHint = false), inputSchema = @InputSchema(generator = ToolInputs.class))
    Uni<ToolResponse> stats(RawMessage call) {
        return answers.one(ToolInputs.GET_STATS, call, arguments -> stats.stats(StatsFilter.of(arguments::get)));
    }

    @Tool(name = "list_failure_groups", title = "What fails the same way", description = """
            Groups of runs that failed the same way, those with most runs first, at most 50 a page: agent, failure_type and code, tool, \
            error class, the message with placeholders, state (open, resolved, regressed or muted), how many runs of the span, first and \
            last seen, versions, trend and example runs. Use it to see which problems there are rather than which runs failed; \
            list_runs with q = group:<group_id> has a group's runs. \
            """
            + Texts.DATA, annotations = @Annotations(title = "What fails the same way", readOnlyHint = true, destructiveHint = false, idempotentHint = true, openWorldHint = false), inputSchema = @InputSchema(generator = ToolInputs.class))
    Uni<ToolResponse> groups(RawMessage call) {
        return answers.page(ToolInputs.LIST_GROUPS, call,
                (arguments, limit) -> groups.groups(GroupFilter.of(arguments::get), limit, arguments.get("cursor")));
    }

    @Tool(name = "compare_versions", title = "Two versions of an agent", description = """
            What differs between two versions of an agent: success rate, latency quantiles (milliseconds), cost per run (US dollars), \
            failure codes and failing tools, each with an interval, a test, its p-value and a verdict (worse, better, no_difference or \
            not_enough_data), and what sets the failing runs of the later version apart. Use it when list_regressions names a version, or \
            to check a release; take verdicts as they are, not the plain difference of two figures. \
            """
            + Texts.DATA, annotations = @Annotations(title = "Two versions of an agent", readOnlyHint = true, destructiveHint = false, idempotentHint = true, openWorldHint = false), inputSchema = @InputSchema(generator = ToolInputs.class))
    Uni<ToolResponse> versions(RawMessage call) {
        return answers.one(ToolInputs.COMPARE_VERSIONS, call,
                arguments -> versions.diff(VersionDiffFilter.of(arguments::get)));
    }

    @Tool(name = "list_regressions", title = "Versions that got worse", description = """
            Agent versions that are significantly worse than the one before them in success rate, latency or cost per run, the newest \
            first, at most 50 a page, with before, after, interval and adjusted p-value; at most 5 % of those listed are expected to be \
            false alarms. Use it to learn whether a release broke something. \
            """
            + Texts.DATA, annotations = @Annotations(title = "Versions that got worse", readOnlyHint = true, destructiveHint = false, idempotentHint = true, openWorldHint = false), inputSchema = @InputSchema(generator = ToolInputs.class))
    Uni<ToolResponse> regressions(RawMessage call) {
        return answers.page(ToolInputs.LIST_REGRESSIONS, call, (arguments, limit) -> regressions.regressions(
                RegressionFilter.of(name -> name.equals("limit") ? limit : arguments.get(name))));
    }
}
