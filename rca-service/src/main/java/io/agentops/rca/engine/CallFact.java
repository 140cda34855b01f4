package io.agentops.rca.engine;

import java.util.Locale;
import java.util.Map;
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
        FAILED,
        /** It holds words that were one too many to be read. */
        UNREAD
    }

    private static final Set<String> FAILED_WORDS = Set.of("failure", "failed", "error", "timeout", "timed_out",
            "exception", "denied",
            "rejected", "errored", "fail");
    private static final Set<String> FINE_WORDS = Set.of("success", "succeeded", "ok", "completed", "complete", "done");
    private static final int MAX_ARGS = 20_000;
    private static final int MAX_ARGS_DEPTH = 20;

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
    /** How the agent got past it, in words; null when it did not. */
    String gotPast;

    private final String tool;
    private Long outcomeHash;

    private CallFact(ToolCall call, int place, Outcome outcome, Complaint complaint, Reading reading, String args) {
        this.call = call;
        this.place = place;
        this.tool = Excerpt.name(call.toolName(), "an unnamed tool");
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
        int unread = rules.unread();
        Reading reading = remark == null
                ? null
                : (answers(call, reply) ? TextRules.readAnswer(remark) : rules.read(remark))
                        .orElse(null);
        Outcome outcome = rules.unread() > unread ? Outcome.UNREAD : outcome(reply, reading);
        return new CallFact(call, place, outcome, reading == null ? null : remark, reading, args);
    }

    private static Outcome outcome(ToolReply reply, Reading reading) {
        boolean empty = reply.kind() == ToolReply.Kind.EMPTY
                || (reading != null && reading.category() == Category.RETRIEVAL_EMPTY);
        return empty ? Outcome.EMPTY : reading == null ? Outcome.FINE : Outcome.FAILED;
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
        boolean wordy = reply.kind() == ToolReply.Kind.NOTICE || reply.kind() == ToolReply.Kind.PROSE
                || (reply.kind() == ToolReply.Kind.EMPTY && !reply.words().isEmpty());
        boolean prose = reply.kind() == ToolReply.Kind.DATA && shortReport(call);
        if (!wordy && !prose) {
            return null;
        }
        Complaint remark = Complaint.of(null, wordy ? reply.words() : call.resultSummary(), reply.code(), null, args,
                call.toolName());
        return remark.runsCode() ? null : remark;
    }

    /** Prose that came with a success may speak of limits and rights; what is only a field beside no data may be a complaint. */
    private static boolean answers(ToolCall call, ToolReply reply) {
        boolean success = fine(call.status()) || (call.statusCode() != null && call.statusCode() / 100 == 2);
        return reply.kind() == ToolReply.Kind.DATA || (reply.kind() == ToolReply.Kind.PROSE && success);
    }

    private static String resultWords(ToolCall call, ToolReply reply) {
        return reply.words().isEmpty() ? Excerpt.read(call.resultSummary()) : reply.words();
    }

    /** A looking-up tool that answers in prose may report an empty search in it. */
    private static boolean shortReport(ToolCall call) {
        return RetrievalWordsRule.retrieves(call.toolName()) && call.resultSummary().length() <= 2000
                && LooseJson.read(call.resultSummary()).isEmpty();
    }

    /** The arguments in one order, whatever order they were sent in, so that equal ones read alike. */
    private static String args(JsonNode args) {
        if (args == null || args.isNull() || args.isMissingNode()) {
            return "";
        }
        StringBuilder out = new StringBuilder();
        write(args, out, 0);
        return Excerpt.head(out.toString(), MAX_ARGS);
    }

    private static void write(JsonNode node, StringBuilder out, int depth) {
        if (out.length() > MAX_ARGS) {
            return;
        }
        if (depth > MAX_ARGS_DEPTH || !node.isContainerNode()) {
            out.append(depth > MAX_ARGS_DEPTH ? "..." : node.toString());
        } else if (node.isArray()) {
            out.append('[');
            node.forEach(element -> {
                write(element, out, depth + 1);
                out.append(',');
            });
            out.append(']');
        } else {
            out.append('{');
            node.properties().stream().limit(MAX_ARGS).sorted(Map.Entry.comparingByKey()).forEach(field -> {
                out.append('"').append(field.getKey()).append("\":");
                write(field.getValue(), out, depth + 1);
                out.append(',');
            });
            out.append('}');
        }
    }

    String tool() {
        return tool;
    }

    boolean failed() {
        return outcome == Outcome.FAILED;
    }

    /** Whether nothing but the words of the result speaks of a failure. */
    boolean reportsSuccess() {
        return fine(call.status()) && Excerpt.blank(call.errorMessage()) && Excerpt.blank(call.errorClass());
    }

    /** Whether it failed or ended in that there was nothing to find. */
    boolean foundNothing() {
        return outcome == Outcome.EMPTY || (reading != null && reading.category() == Category.RETRIEVAL_EMPTY);
    }

    /**
     * What the tool gave back or complained of, for telling whether a repetition brought anything new. Errors that differ in
     * numbers only, such as the id of a request, bring nothing new.
     */
    private String outcomeText() {
        return failed() && complaint != null
                ? complaint.template()
                : Excerpt.head(call.resultSummary(), 2000) + '\u0000' + Excerpt.head(call.errorMessage(), 500);
    }

    /** Whether the outcome is known: that it failed, or what it gave back. */
    boolean reported() {
        return failed() || call.resultSummary() != null;
    }

    /** Whether both are known to have ended alike. Texts are told apart by 64 bits, which is read once and keeps no text. */
    boolean endedAs(CallFact other) {
        return reported() && other.reported() && outcomeHash() == other.outcomeHash();
    }

    private long outcomeHash() {
        if (outcomeHash == null) {
            long hash = 0xCBF29CE484222325L;
            String text = outcomeText();
            for (int i = 0; i < text.length(); i++) {
                hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
            }
            outcomeHash = hash;
        }
        return outcomeHash;
    }
}
