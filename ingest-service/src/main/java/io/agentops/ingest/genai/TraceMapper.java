package io.agentops.ingest.genai;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.agentops.contract.run.AgentRun;
import io.agentops.contract.run.AgentRunBuilder;
import io.agentops.contract.run.GuardrailEvent;
import io.agentops.contract.run.RunStatus;
import io.agentops.contract.run.ToolDefinition;
import io.agentops.contract.trace.Span;

/**
 * Reads the runs of one trace. A pure function of the spans: the same set gives the same runs, whatever its order, so that
 * a trace that arrives in pieces ends as if it had come at once.
 */
public final class TraceMapper {

    /** Changes whenever the same spans would be read otherwise. */
    public static final int VERSION = 1;

    /** What SDKs call a service without a name (OpenTelemetry specification, resource semantic conventions). */
    private static final String UNNAMED_SERVICE = "unknown_service";

    private final String project;
    private final Prices prices;
    private final int summaryLength;

    /**
     * A mapper for the traces of one project.
     *
     * @param summaryLength the most characters a summary may have
     */
    public TraceMapper(String project, Prices prices, int summaryLength) {
        this.project = project;
        this.prices = prices;
        this.summaryLength = Math.min(summaryLength, TextLimits.TEXT);
    }

    /**
     * The runs of a trace.
     *
     * @param spans all that are known of the trace, each once
     * @param resources attributes of the reporting processes, by the key that spans name
     */
    public List<TraceRun> read(String traceId, List<Span> spans, Map<String, Map<String, Object>> resources) {
        SpanForest forest = new SpanForest(spans, resources);
        Collection<RunSpans> runs = RunDivision.of(project, traceId, forest);
        return runs.stream().map(run -> new TraceRun(read(traceId, run), run.named())).toList();
    }

    /** The ids, beside its own, under which a reading of its trace may have stored what a span tells. */
    public static List<String> childIds(Span span) {
        SpanNode node = new SpanNode(span, new Attributes(Map.of()));
        return List.of(StepReader.id(node), CallReader.id(node), CallReader.again(node),
                GuardrailReader.filterId(node));
    }

    private AgentRun read(String traceId, RunSpans run) {
        StepReader steps = new StepReader(run, prices, summaryLength);
        CallReader calls = new CallReader(run, steps);
        GuardrailReader guardrails = new GuardrailReader(run, steps, calls);
        List<GuardrailEvent> events = guardrails.read();
        List<ToolDefinition> tools = ToolDefinitions.of(run.members());
        SpanNode first = run.members().get(0);
        SpanNode told = run.head() == null ? first : run.head();
        SpanError error = run.head() == null ? new SpanError(null, null) : SpanError.of(run.head());
        return AgentRunBuilder.builder()
                .runId(run.runId())
                .agentName(agentName(run, told))
                .agentVersion(TextLimits.cut(AgentVersion.of(run, told), TextLimits.LABEL))
                .model(TextLimits.cut(model(run), TextLimits.LABEL))
                .environment(TextLimits.cut(environment(told), TextLimits.LABEL))
                .startedAt(first.span().startedAt())
                .endedAt(end(run))
                .status(status(run, guardrails.denied()))
                .errorType(error.type())
                .errorMessage(error.message())
                .traceId(traceId)
                .conversationId(TextLimits.id(any(run, "gen_ai.conversation.id", "session.id", "langfuse.session.id",
                        "traceloop.association.properties.session_id"), null))
                .parentRunId(parentRunId(run, told))
                .cost(UsageSum.of(run, steps))
                .steps(run.members().stream().filter(steps::isStep).map(steps::read).toList())
                .toolCalls(calls.read())
                .guardrailEvents(events)
                .evaluations(EvaluationReader.read(run, steps))
                .toolDefinitions(tools)
                .metadata(metadata(run, told))
                .build();
    }

    private static RunStatus status(RunSpans run, boolean denied) {
        SpanNode head = run.head();
        if (head == null || head.span().endedAt() == null) {
            return RunStatus.RUNNING;
        }
        if (head.failed()) {
            return RunStatus.FAILURE;
        }
        return denied ? RunStatus.PARTIAL : RunStatus.SUCCESS;
    }

    /** The latest end within the run, once the run itself ended: what an agent leaves running may outlive its span. */
    private static Instant end(RunSpans run) {
        if (run.head() == null || run.head().span().endedAt() == null) {
            return null;
        }
        return run.members().stream().map(StepReader::end).filter(Objects::nonNull).max(Instant::compareTo)
                .orElse(null);
    }

    private static String agentName(RunSpans run, SpanNode told) {
        String name = told.attributes().text("gen_ai.agent.name", "agent.name", "gen_ai.workflow.name",
                "traceloop.entity.name");
        if (name == null && run.head() == null) {
            name = any(run, "gen_ai.agent.name");
        }
        String service = told.resource().text("service.name");
        if (name == null && service != null && !service.startsWith(UNNAMED_SERVICE)) {
            name = service;
        }
        return TextLimits.cut(name == null ? told.span().name() : name, TextLimits.ID);
    }

    private static String model(RunSpans run) {
        return run.members().stream().filter(node -> node.kind().asksModel())
                .map(node -> StepReader.model(node.attributes())).filter(Objects::nonNull).findFirst().orElse(null);
    }

    private static String environment(SpanNode told) {
        String environment = told.resource().text("deployment.environment.name", "deployment.environment");
        return environment == null ? told.attributes().text("langfuse.environment") : environment;
    }

    private static String parentRunId(RunSpans run, SpanNode told) {
        return run.parent() == null
                ? TextLimits.id(told.attributes().text("agentops.parent_run.id"), null)
                : run.parent().runId();
    }

    /** What the run's own span says, or else the first of its spans to say it. */
    private static String any(RunSpans run, String... names) {
        return Stream.concat(Stream.ofNullable(run.head()), run.members().stream())
                .map(node -> node.attributes().text(names)).filter(Objects::nonNull).findFirst().orElse(null);
    }

    private static Map<String, Object> metadata(RunSpans run, SpanNode told) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        put(metadata, "service_name", told.resource().text("service.name"));
        put(metadata, "service_namespace", told.resource().text("service.namespace"));
        put(metadata, "service_instance_id", told.resource().text("service.instance.id"));
        put(metadata, "agent_id", any(run, "gen_ai.agent.id", "agent.id"));
        put(metadata, "user_ref", any(run, "user.id", "enduser.id", "langfuse.user.id"));
        put(metadata, "span_id", told.span().spanId());
        metadata.put("spans", run.members().size());
        return metadata;
    }

    private static void put(Map<String, Object> metadata, String name, String value) {
        if (value != null) {
            metadata.put(name, TextLimits.cut(value, TextLimits.METADATA));
        }
    }
}
