package io.agentops.query.mcp;

import jakarta.inject.Singleton;

import io.agentops.query.stats.StatsFilter;
import io.agentops.query.stats.StatsResource;
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

    StatsTools(Answers answers, StatsResource stats) {
        this.answers = answers;
        this.stats = stats;
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
}
