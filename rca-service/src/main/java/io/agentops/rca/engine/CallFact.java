package io.agentops.rca.engine;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

import io.agentops.contract.run.ToolCall;

/** One tool call and what became of it. */
final class CallFact {

    /** What became of a call, whatever its status says. */
    enum Outcome {
        FINE,
        EMPTY,
        FAILED
    }

    private static final Set<String> FAILED_WORDS = Set.of("failure", "failed", "error", "timeout", "timed_out",
            "exception", "denied",
            "rejected", "errored", "fail");
    private static final Set<String> FINE_WORDS = Set.of("success", "succeeded", "ok", "completed", "complete", "done");
    private static final int MAX_ARGS = 20_000;

    final ToolCall call;
    /** Place among the run's calls, from 0. */
    final int place;
    final String evidenceId;
    final Outcome outcome;
    final Complaint complaint;
    /** What a text rule made of the complaint, or null. */
    final Reading reading;
    /** Equal for calls of the same tool with the same arguments; null when the arguments are not known. */
    final String act;
    /** The agent got past this failure. */
    boolean recovered;

    private CallFact(ToolCall call, int place, Outcome outcome, Complaint complaint, Reading reading, String args) {
        this.call = call;
        this.place = place;
        this.evidenceId = "ev_tool_" + (call.callId() == null ? "at_" + place : call.callId());
        this.outcome = outcome;
        this.complaint = complaint;
        this.reading = reading;
        String hash = args.isEmpty() ? call.argsHash() : args;
        this.act = hash == null || hash.isEmpty() ? null : call.toolName() + "\u0000" + hash;
    }

    static CallFact of(ToolCall call, int place, TextRules rules) {
        ToolReply reply = ToolReply.of(call.resultSummary());
        String status = call.status() == null ? "" : Excerpt.head(call.status(), 40).strip().toLowerCase(Locale.ROOT);
        boolean toldFine = FINE_WORDS.contains(status);
        boolean told = FAILED_WORDS.contains(status) || (call.statusCode() != null && call.statusCode() >= 400)
                || (!toldFine && (!Excerpt.blank(call.errorClass()) || !Excerpt.blank(call.errorMessage())));
        String args = args(call.argsJson());
        boolean failed = told || reply.kind() == ToolReply.Kind.FAILURE;
        Complaint complaint = complaint(call, reply, failed, args);
        Optional<Reading> reading = complaint == null ? Optional.empty() : rules.read(complaint);
        if (!failed && complaint != null) {
            boolean empty = reply.kind() == ToolReply.Kind.EMPTY
                    || reading.filter(r -> r.rule().equals("retrieval_words")).isPresent();
            Outcome outcome = empty ? Outcome.EMPTY : reading.isPresent() ? Outcome.FAILED : Outcome.FINE;
            return new CallFact(call, place, outcome, reading.isPresent() ? complaint : null, reading.orElse(null),
                    args);
        }
        boolean empty = !failed && reply.kind() == ToolReply.Kind.EMPTY;
        return new CallFact(call, place, failed ? Outcome.FAILED : empty ? Outcome.EMPTY : Outcome.FINE, complaint,
                reading.orElse(null), args);
    }

    /** What a call complains of: its error fields, else its result. A call that is fine and says nothing has none. */
    private static Complaint complaint(ToolCall call, ToolReply reply, boolean failed, String args) {
        if (failed) {
            boolean generic = Complaint.isGeneric(call.errorMessage());
            String message = generic
                    ? Excerpt.head(call.errorMessage(), 200) + " " + resultWords(call, reply)
                    : call.errorMessage();
            Integer code = call.statusCode() != null && call.statusCode() >= 400 ? call.statusCode() : reply.code();
            return Complaint.of(call.errorClass(), message.strip(), code, generic ? "" : call.resultSummary(), args,
                    call.toolName());
        }
        boolean wordy = reply.kind() == ToolReply.Kind.NOTICE
                || (reply.kind() == ToolReply.Kind.EMPTY && !reply.words().isEmpty());
        boolean longAnswer = reply.kind() == ToolReply.Kind.DATA && shortReport(call);
        return wordy || longAnswer
                ? Complaint.of(null, wordy ? reply.words() : call.resultSummary(), reply.code(), null, args,
                        call.toolName())
                : null;
    }

    private static String resultWords(ToolCall call, ToolReply reply) {
        return reply.words().isEmpty() ? Excerpt.read(call.resultSummary()) : reply.words();
    }

    /** A looking-up tool that answers in prose may report an empty search in it. */
    private static boolean shortReport(ToolCall call) {
        return RetrievalWordsRule.retrieves(call.toolName()) && call.resultSummary().length() <= 2000
                && LooseJson.read(call.resultSummary()).isEmpty();
    }

    private static String args(JsonNode args) {
        if (args == null || args.isNull() || args.isMissingNode()) {
            return "";
        }
        return Excerpt.head(args.toString(), MAX_ARGS);
    }

    String tool() {
        return Excerpt.name(call.toolName(), "an unnamed tool");
    }

    boolean failed() {
        return outcome == Outcome.FAILED;
    }

    /** What the tool gave back or complained of, for telling whether a repetition brought anything new. */
    String outcomeText() {
        return Excerpt.head(call.resultSummary(), 2000) + '\u0000' + Excerpt.head(call.errorMessage(), 500);
    }
}
