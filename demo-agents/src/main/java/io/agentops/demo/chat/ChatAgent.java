package io.agentops.demo.chat;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.agentops.demo.Identity;
import io.agentops.demo.calls.Deadline;
import io.agentops.demo.http.Json;
import io.agentops.demo.http.JsonClient;
import io.agentops.demo.model.Model;
import io.agentops.sdk.AgentTracer;
import io.agentops.sdk.FailureType;
import io.agentops.sdk.RunStatus;
import io.agentops.sdk.Step;
import io.agentops.sdk.StepType;

/** Checks a message, plans, works with tools, words an answer and checks it; every run is reported. */
final class ChatAgent implements AutoCloseable {

    /** What a user gets. */
    record Reply(String runId, Ending ending) {}

    private static final JsonNode SUMMARIES = Json.resource(ChatAgent.class, "summaries.json");

    private final Identity identity;
    private final AgentTracer tracer;
    private final DetailSender details;
    private final ChatTools tools;
    private final Duration runTime;

    ChatAgent(Identity identity, JsonClient client, ChatTools tools, Duration runTime) {
        this.identity = identity;
        this.tracer = tracer(identity);
        this.details = new DetailSender(client, identity);
        this.tools = tools;
        this.runTime = runTime;
    }

    private static AgentTracer tracer(Identity identity) {
        return AgentTracer.builder(identity.name(), identity.version(), identity.platform())
                .environment(identity.environment())
                .apiKey(identity.apiKey().isBlank() ? null : identity.apiKey())
                .ingestSecret(identity.ingestSecret().isBlank() ? null : identity.ingestSecret())
                .build();
    }

    Reply answer(String message, String conversationId) throws InterruptedException {
        ChatRun run = new ChatRun(tracer, identity, conversationId, Deadline.after(runTime));
        Ending ending = null;
        try {
            ending = work(run, message);
            return new Reply(run.runId(), ending);
        } finally {
            end(run, ending);
        }
    }

    private Ending work(ChatRun run, String message) throws InterruptedException {
        Optional<String> refusal = checkInput(run, message);
        if (refusal.isPresent()) {
            return Ending.refused(refusal.get());
        }
        Plan plan = plan(run, message);
        Ending ending = new PlanExecution(run, tools.shop(), tools.summaries()).carryOut(plan);
        Ending worded = respond(run, message, ending);
        return checkOutput(run, worded);
    }

    private static Optional<String> checkInput(ChatRun run, String message) {
        return run.sdk().step(StepType.OTHER, "check_input", step -> {
            Optional<String> refusal = Guardrails.refusal(message);
            step.metadata("blocked", refusal.isPresent());
            refusal.ifPresent(why -> run.details().guardrail("prompt_injection", why, step.stepId()));
            run.details().step(step.stepId(), StepType.OTHER, "check_input", false, message, null);
            return refusal;
        });
    }

    private static Plan plan(ChatRun run, String message) {
        return run.sdk().step(StepType.PLAN, "choose_plan", step -> {
            Plan plan = Planner.plan(message);
            step.metadata("intent", plan.intent());
            run.details().step(step.stepId(), StepType.PLAN, "choose_plan", false, message, plan.toString());
            return plan;
        });
    }

    private Ending respond(ChatRun run, String message, Ending ending) throws InterruptedException {
        boolean wordable = tools.model().isPresent() && ending.status() == RunStatus.SUCCESS;
        Ending worded = wordable ? askModel(run, tools.model().get(), message, ending) : ending;
        return run.sdk().step(StepType.RESPOND, "compose_answer", step -> {
            step.metadata("citation_count", worded.citations().size());
            run.details().step(step.stepId(), StepType.RESPOND, "compose_answer", false, null, worded.answer());
            return worded;
        });
    }

    /** The model's words, or the rules' own where it has none: a model may fail without the run failing. */
    private static Ending askModel(ChatRun run, Model model, String message, Ending ending)
            throws InterruptedException {
        Step step = run.sdk().step(StepType.OTHER, "ask_model");
        try (step) {
            Model.Reply reply = model.word(message, ending.answer(), run.deadline().left());
            step.succeed();
            run.details().model(model.name(), reply.tokensPrompt(), reply.tokensCompletion());
            run.details().step(step.stepId(), StepType.OTHER, "ask_model", false, message, reply.text());
            return ending.withAnswer(reply.text());
        } catch (Model.ModelException e) {
            step.fail(FailureType.MODEL, e.code(), null);
            run.details().step(step.stepId(), StepType.OTHER, "ask_model", true, message, e.getMessage());
            return ending;
        }
    }

    private static Ending checkOutput(ChatRun run, Ending ending) {
        return run.sdk().step(StepType.OTHER, "check_output", step -> {
            Guardrails.Masked masked = Guardrails.mask(ending.answer());
            step.metadata("masked_count", masked.emails() + masked.phones());
            if (masked.any()) {
                run.details().guardrail("pii_in_output", "%d e-mail addresses and %d phone numbers were masked"
                        .formatted(masked.emails(), masked.phones()), step.stepId());
            }
            run.details().step(step.stepId(), StepType.OTHER, "check_output", false, null, masked.text());
            return ending.withAnswer(masked.text());
        });
    }

    /** @param ending null where an exception ends the run */
    private void end(ChatRun run, Ending ending) {
        RunStatus status = ending == null ? RunStatus.FAILURE : ending.status();
        String errorType = ending == null ? "internal_error" : ending.errorType();
        if (ending == null || "guardrail_blocked".equals(errorType)) {
            run.sdk().recordFailure(FailureType.ORCHESTRATION, errorType, null);
        }
        run.sdk().status(status);
        run.sdk().close();
        details.send(run.details().ended(status, errorType, ending == null ? null : ending.errorMessage(), offered()));
    }

    private JsonNode offered() {
        ArrayNode offered = Json.object().putArray("tools");
        tools.shop().definitions().ifPresent(definitions -> {
            definitions.forEach(offered::add);
            offered.add(SUMMARIES);
        });
        return offered;
    }

    /** What the reply says to a program. */
    static ObjectNode body(Reply reply) {
        Ending ending = reply.ending();
        ObjectNode body = Json.object().put("run_id", reply.runId()).put("answer", ending.answer())
                .put("status", ending.status().name().toLowerCase(Locale.ROOT));
        ending.citations().forEach(body.putArray("citations")::add);
        if (ending.errorType() != null) {
            body.putObject("error").put("type", ending.errorType()).put("message", ending.errorMessage());
        }
        return body;
    }

    @Override
    public void close() {
        tracer.close();
        details.close();
    }
}
