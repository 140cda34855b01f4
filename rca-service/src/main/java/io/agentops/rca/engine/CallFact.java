package io.agentops.rca.engine;

import java.util.Locale;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

import io.agentops.contract.rca.Category;
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
        String args = args(call.argsJson());
        if (failed(call) || reply.kind() == ToolReply.Kind.FAILURE) {
            Complaint complaint = failure(call, reply, args);
            return new CallFact(call, place, Outcome.FAILED, complaint, rules.read(complaint).orElse(null), args);
        }
        Complaint remark = remark(call, reply, args);
        Reading reading = remark == null
                ? null
                : (reply.kind() == ToolReply.Kind.DATA ? TextRules.readAnswer(remark) : rules.read(remark))
                        .orElse(null);
        boolean empty = reply.kind() == ToolReply.Kind.EMPTY
                || (reading != null && reading.category() == Category.RETRIEVAL_EMPTY);
        Outcome outcome = empty ? Outcome.EMPTY : reading == null ? Outcome.FINE : Outcome.FAILED;
        return new CallFact(call, place, outcome, reading == null ? null : remark, reading, args);
    }

    /** Whether the call's own fields say that it failed. */
    private static boolean failed(ToolCall call) {
        boolean error = !Excerpt.blank(call.errorClass()) || !Excerpt.blank(call.errorMessage());
        return FAILED_WORDS.contains(word(call.status())) || (call.statusCode() != null && call.statusCode() >= 400)
                || (error && !fine(call.status()));
    }

    /** Whether a status word says that all went well. */
    static boolean fine(String status) {
        return FINE_WORDS.contains(word(status));
    }

    private static String word(String status) {
        return status == null ? "" : Excerpt.head(status, 40).strip().toLowerCase(Locale.ROOT);
    }

    private static Complaint failure(ToolCall call, ToolReply reply, String args) {
        boolean generic = Complaint.isGeneric(call.errorMessage());
        String message = generic
                ? Excerpt.head(call.errorMessage(), 200) + " " + resultWords(call, reply)
                : call.errorMessage();
        Integer code = call.statusCode() != null && call.statusCode() >= 400 ? call.statusCode() : reply.code();
        return Complaint.of(call.errorClass(), message.strip(), code, generic ? "" : call.resultSummary(), args,
                call.toolName());
    }

    /** The words in which a call that did not fail may yet complain, or null. */
    private static Complaint remark(ToolCall call, ToolReply reply, String args) {
        boolean wordy = reply.kind() == ToolReply.Kind.NOTICE
                || (reply.kind() == ToolReply.Kind.EMPTY && !reply.words().isEmpty());
        boolean prose = reply.kind() == ToolReply.Kind.DATA && shortReport(call);
        if (!wordy && !prose) {
            return null;
        }
        Complaint remark = Complaint.of(null, wordy ? reply.words() : call.resultSummary(), reply.code(), null, args,
                call.toolName());
        return remark.runsCode() ? null : remark;
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
