package io.agentops.query.mcp;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

import io.agentops.query.groups.GroupFilter;
import io.agentops.query.outline.RunFilter;
import io.quarkiverse.mcp.server.InputSchemaGenerator;
import io.quarkiverse.mcp.server.ToolManager.ToolInfo;
import io.vertx.core.json.JsonObject;

/** What each tool takes. Public for the code that the extension makes. */
@Singleton
public final class ToolInputs implements InputSchemaGenerator<JsonObject> {

    /** The most items of a page, fewer than over HTTP: an assistant has to read them all. */
    static final int MOST_ITEMS = 50;
    static final int DEFAULT_ITEMS = 20;

    private static final String CURSOR = "next_cursor of the page before; everything else must be as it was then";
    private static final String RUN = "The run's run_id, as list_runs shows it";
    private static final String GENERIC = "true: with steps of type generic, which say little of what the agent did";

    static final ToolInput LIST_RUNS = page(new ToolInput("list_runs")
            .text("q",
                    "A search. Conditions side by side must all fit; OR, -, parentheses, quotes and * work, and a word alone is "
                            + "looked for in error texts. Fields: agent, version, status, environment, model, tool, failed_tool, failure_type, "
                            + "failure_code, guardrail, error, conversation, parent, run, trace, latency, cost, tokens, started. "
                            + "Example: agent:billing status:failure tool:search latency:>2s error:\"timed out\" version:2.*")
            .text("agent_id", "Exactly this agent").text("agent_version", "Exactly this version")
            .word("status", RunFilter.STATUSES, "How the run ended, or that it has not")
            .text("environment", "Exactly this environment")
            .text("conversation_id", "Runs of this conversation").text("parent_run_id", "Runs that this run started")
            .text("model", "A model the run or one of its steps used").text("tool", "A tool the run called")
            .word("failure_type", RunFilter.FAILURE_TYPES, "With failure_code: of the same failure")
            .text("failure_code", "As list_failures_of_run and get_stats show it")
            .flag("hung", "true: only runs that are running and silent for long; false: all others")
            .time("from",
                    "Runs that started then or later. With q, model, tool or failure conditions: 30 days ago unless given")
            .time("to", "Runs that started before then; with such conditions at most 92 days after from"));

    static final ToolInput GET_RUN = new ToolInput("get_run").id("run_id", RUN);

    static final ToolInput LIST_FAILURES = page(new ToolInput("list_failures_of_run").id("run_id", RUN));

    static final ToolInput GET_TIMELINE = page(
            new ToolInput("get_timeline").id("run_id", RUN).flag("generic", GENERIC));

    static final ToolInput GET_GRAPH = new ToolInput("get_run_graph").id("run_id", RUN).flag("generic", GENERIC);

    static final ToolInput DIFF_RUNS = page(new ToolInput("diff_runs")
            .id("a", "The run_id of the first run, best the one that went well")
            .id("b", "The run_id of the second run, of the same agent")
            .number("latency_percent", 0, 10_000, 50, "By how many percent two times must differ to count as changed")
            .flag("generic", GENERIC));

    static final ToolInput GET_RCA = new ToolInput("get_rca").id("run_id", RUN)
            .text("rca_run_id", "A certain analysis of the run; the newest one that has a report unless given");

    static final ToolInput GET_STATS = new ToolInput("get_stats")
            .text("agent_id", "Exactly this agent").text("agent_version", "Exactly this version")
            .text("environment", "Exactly this environment")
            .time("from",
                    "Runs that started then or later; 24 hours before the end unless given, at most 366 days before it")
            .time("to", "Runs that started before then; the end of this hour unless given")
            .word("interval", List.of("1h", "6h", "1d", "7d"),
                    "Figures for each such part of the span too, counted from 1970 in UTC; no more than 500 parts fit into a result");

    static final ToolInput LIST_GROUPS = page(new ToolInput("list_failure_groups")
            .word("state", GroupFilter.STATES,
                    "Only groups that somebody resolved or muted, that came back after (regressed), or neither (open)")
            .text("agent_id", "Exactly this agent").text("agent_version", "Only runs of this version count")
            .text("environment", "Only runs of this environment count").text("tool", "The tool whose call failed")
            .text("failure_code", "As list_failures_of_run and get_stats show it")
            .word("sort", GroupFilter.SORTS,
                    "count, the default: those with most runs first; last_seen; first_seen: the newest first")
            .time("from", "Runs that started in that hour or later; seven days before the end unless given")
            .time("to", "Runs that started before the end of that hour; now unless given"));

    static final ToolInput COMPARE_VERSIONS = new ToolInput("compare_versions")
            .id("name", "The agent's agent_id").id("from", "The version that is compared with")
            .id("to", "The version that is compared").text("environment", "Only runs of this environment")
            .time("since", "Runs that started in this hour or later; 30 days before the end unless given")
            .time("until", "Runs that started before then; now unless given");

    static final ToolInput LIST_REGRESSIONS = page(new ToolInput("list_regressions")
            .text("agent_id", "Exactly this agent").text("environment", "Exactly this environment")
            .time("since", "Versions first seen in this hour or later; 7 days before the end unless given")
            .time("until", "Runs that started before then; the start of the last full hour unless given"));

    private static final Map<String, ToolInput> BY_TOOL = Stream
            .of(LIST_RUNS, GET_RUN, LIST_FAILURES, GET_TIMELINE, GET_GRAPH, DIFF_RUNS, GET_RCA, GET_STATS, LIST_GROUPS,
                    COMPARE_VERSIONS, LIST_REGRESSIONS)
            .collect(Collectors.toUnmodifiableMap(ToolInput::tool, input -> input));

    @Override
    public JsonObject generate(ToolInfo tool) {
        return BY_TOOL.get(tool.name()).schema();
    }

    private static ToolInput page(ToolInput input) {
        return input.number("limit", 1, MOST_ITEMS, DEFAULT_ITEMS, "The most items of the page").text("cursor", CURSOR);
    }
}
