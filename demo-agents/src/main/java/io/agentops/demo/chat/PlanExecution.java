package io.agentops.demo.chat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.agentops.demo.calls.CallOutcome;
import io.agentops.demo.calls.Toolbox;
import io.agentops.demo.http.Json;
import io.agentops.demo.text.Words;
import io.agentops.sdk.StepType;

/** Carries a plan out with the tools; the first call that fails ends it. */
final class PlanExecution {

    private static final int PASSAGES = 3;
    private static final int SENTENCES_READ = 2;

    private final ChatRun run;
    private final Toolbox tools;
    private final Toolbox summaries;

    PlanExecution(ChatRun run, Toolbox tools, Toolbox summaries) {
        this.run = run;
        this.tools = tools;
        this.summaries = summaries;
    }

    Ending carryOut(Plan plan) throws InterruptedException {
        if (plan instanceof Plan.Order order) {
            return order(order);
        }
        if (plan instanceof Plan.Convert convert) {
            return convert(convert);
        }
        if (plan instanceof Plan.WorkingDays days) {
            return workingDays(days.date(), days.days(), "It is %s, %s.");
        }
        if (plan instanceof Plan.Read read) {
            return read(read);
        }
        if (plan instanceof Plan.Summarise summarise) {
            return summarise(summarise);
        }
        return answer((Plan.Answer) plan);
    }

    private Ending answer(Plan.Answer plan) throws InterruptedException {
        CallOutcome found = run.call(StepType.RETRIEVE, tools, "search_documents",
                Json.object().put("query", plan.query()).put("top_k", PASSAGES));
        if (found.fault().isPresent()) {
            return Ending.failed(found.fault().get());
        }
        if (found.isEmpty()) {
            return Ending.abstained();
        }
        Passages.Cited cited = Passages.answer(plan.query(), found.result().path("results"));
        return Ending.answered(cited.text(), cited.citations());
    }

    private Ending order(Plan.Order plan) throws InterruptedException {
        CallOutcome found = run.call(StepType.TOOL, tools, "look_up_order",
                Json.object().put("order_id", plan.orderId()));
        if (found.fault().isPresent()) {
            return Ending.failed(found.fault().get());
        }
        JsonNode order = found.result();
        String state = "Order %s (%s) is %s.".formatted(plan.orderId(), order.path("item").asText(),
                order.path("state").asText());
        if (plan.arrival() && order.hasNonNull("dispatched_on") && order.path("state").asText().equals("dispatched")) {
            int days = order.path("delivery").asText().equals("express") ? 1 : 3;
            return workingDays(order.get("dispatched_on").asText(), days, state + " It arrives by %s, %s.");
        }
        return Ending.answered(state, List.of());
    }

    private Ending workingDays(String date, int days, String words) throws InterruptedException {
        CallOutcome counted = run.call(StepType.TOOL, tools, "add_working_days",
                Json.object().put("date", date).put("days", days));
        return counted.fault().map(Ending::failed).orElseGet(() -> Ending.answered(words.formatted(
                counted.result().path("weekday").asText(), counted.result().path("date").asText()), List.of()));
    }

    private Ending convert(Plan.Convert plan) throws InterruptedException {
        CallOutcome converted = run.call(StepType.TOOL, tools, "convert",
                Json.object().put("amount", plan.amount()).put("from", plan.from()).put("to", plan.to()));
        return converted.fault().map(Ending::failed).orElseGet(() -> Ending.answered(String.format(Locale.ROOT,
                "%s %s are %s %s.", plain(plan.amount()), plan.from(), converted.result().path("amount").asText(),
                plan.to()), List.of()));
    }

    private static String plain(double amount) {
        return new BigDecimal(String.valueOf(amount)).stripTrailingZeros().toPlainString();
    }

    private Ending read(Plan.Read plan) throws InterruptedException {
        CallOutcome fetched = run.call(StepType.TOOL, tools, "fetch_document",
                Json.object().put("document_id", plan.documentId()));
        return fetched.fault().map(Ending::failed).orElseGet(() -> Ending.answered(String.join(" ",
                Words.sentences(fetched.result().path("text").asText()).stream().limit(SENTENCES_READ).toList()),
                List.of(plan.documentId())));
    }

    private Ending summarise(Plan.Summarise plan) throws InterruptedException {
        ObjectNode asked = Json.object().put("conversation_id", run.conversationId());
        if (plan.topic() == null) {
            plan.documentIds().forEach(asked.putArray("document_ids")::add);
        } else {
            asked.put("topic", plan.topic());
        }
        CallOutcome written = run.call(StepType.TOOL, summaries, "summaries", asked);
        if (written.fault().isPresent()) {
            return Ending.failed(written.fault().get());
        }
        if (written.isEmpty()) {
            return Ending.abstained();
        }
        List<String> sources = new ArrayList<>();
        written.result().path("sources").forEach(source -> sources.add(source.asText()));
        return Ending.answered(written.result().path("summary").asText(), sources);
    }
}
