package io.agentops.ingest.privacy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.databind.JsonNode;

import io.agentops.contract.run.AgentRun;
import io.agentops.contract.run.AgentRunBuilder;
import io.agentops.contract.run.Evaluation;
import io.agentops.contract.run.Failure;
import io.agentops.contract.run.GuardrailEvent;
import io.agentops.contract.run.Step;
import io.agentops.contract.run.StepBuilder;
import io.agentops.contract.run.ToolCall;
import io.agentops.contract.run.ToolCallBuilder;
import io.agentops.contract.run.ToolDefinition;

/**
 * Masks the texts of a run, and cuts its summaries. Ids stay, since they join messages; labels lose e-mail addresses and secrets
 * only. Redacting what is redacted changes nothing, and no text becomes longer than a run may have it.
 */
@SuppressWarnings("ReferenceEquality") // Same object: nothing found, nothing to copy.
final class RunRedaction {

    private static final int LONGEST_TEXT = 65_536;
    private static final int LONGEST_LABEL = 500;
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_METADATA = 4_096;
    private static final int LONGEST_JSON = 131_072;

    private final Redactor redactor;
    private final int summaryLength;

    RunRedaction(Redactor redactor, int summaryLength) {
        this.redactor = redactor;
        this.summaryLength = summaryLength;
    }

    AgentRun redact(AgentRun run) {
        return AgentRunBuilder.builder(run).agentName(label(run.agentName(), LONGEST_NAME))
                .agentVersion(label(run.agentVersion())).model(label(run.model()))
                .environment(label(run.environment())).errorType(label(run.errorType()))
                .errorMessage(text(run.errorMessage()))
                .correlationIds(each(run.correlationIds(), id -> label(id, LONGEST_NAME)))
                .metadata(metadata(run.metadata())).steps(each(run.steps(), this::step))
                .toolCalls(each(run.toolCalls(), this::call))
                .guardrailEvents(each(run.guardrailEvents(), this::event))
                .failures(each(run.failures(), this::failure))
                .evaluations(each(run.evaluations(), this::evaluation))
                .toolDefinitions(each(run.toolDefinitions(), this::definition)).build();
    }

    private Step step(Step step) {
        return StepBuilder.builder(step).name(label(step.name())).status(label(step.status()))
                .stepType(label(step.stepType())).model(label(step.model())).errorType(label(step.errorType()))
                .inputSummary(summary(step.inputSummary())).outputSummary(summary(step.outputSummary()))
                .errorMessage(text(step.errorMessage())).metadata(metadata(step.metadata())).build();
    }

    private ToolCall call(ToolCall call) {
        return ToolCallBuilder.builder(call).toolName(label(call.toolName())).status(label(call.status()))
                .errorClass(label(call.errorClass())).argsJson(arguments(call.argsJson()))
                .resultSummary(summary(call.resultSummary())).errorMessage(text(call.errorMessage())).build();
    }

    private GuardrailEvent event(GuardrailEvent event) {
        return new GuardrailEvent(event.eventId(), label(event.type()), text(event.message()), event.stepId(),
                event.callId(), event.createdAt());
    }

    private Failure failure(Failure failure) {
        return new Failure(failure.failureId(), label(failure.failureType()), label(failure.failureCode()),
                text(failure.message()), failure.stepId());
    }

    private Evaluation evaluation(Evaluation evaluation) {
        return new Evaluation(evaluation.evaluationId(), label(evaluation.name()), evaluation.score(),
                label(evaluation.label()), text(evaluation.explanation()), evaluation.stepId(), evaluation.createdAt());
    }

    private ToolDefinition definition(ToolDefinition definition) {
        return new ToolDefinition(label(definition.toolName()), text(definition.description()),
                bounded(definition.parameters(), redactor.maskSchema(definition.parameters())));
    }

    private JsonNode arguments(JsonNode arguments) {
        return bounded(arguments, redactor.mask(arguments));
    }

    /** Masks may be longer than what they mask; arguments that so become too long are left out. */
    private JsonNode bounded(JsonNode before, JsonNode masked) {
        if (masked == before || masked.toString().length() <= LONGEST_JSON) {
            return masked;
        }
        redactor.count(Kind.CAPPED, 1);
        return null;
    }

    private Map<String, Object> metadata(Map<String, Object> metadata) {
        Map<String, Object> masked = redactor.mask(metadata);
        if (masked != metadata) {
            masked.replaceAll((name, value) -> value instanceof String text ? cut(text, LONGEST_METADATA) : value);
        }
        return masked;
    }

    private String label(String label) {
        return label(label, LONGEST_LABEL);
    }

    private String label(String label, int most) {
        return cut(redactor.maskLabel(label), most);
    }

    private String text(String text) {
        return cut(redactor.mask(text), LONGEST_TEXT);
    }

    /** Cutting may leave the beginning of something that was not to be masked as a whole, so that the rest is masked again. */
    private String summary(String summary) {
        String masked = redactor.mask(summary);
        if (masked == null || masked.length() <= summaryLength) {
            return masked;
        }
        redactor.count(Kind.CAPPED, 1);
        return cut(redactor.mask(cut(masked, summaryLength)), summaryLength);
    }

    private static String cut(String text, int most) {
        if (text == null || text.length() <= most) {
            return text;
        }
        int end = Math.max(0, most - 1);
        return text.substring(0, end > 0 && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
    }

    private static <T> List<T> each(List<T> list, UnaryOperator<T> change) {
        List<T> changed = new ArrayList<>(list.size());
        list.forEach(item -> changed.add(change.apply(item)));
        return changed;
    }
}
