package io.agentops.demo.chat;

import java.util.List;

import io.agentops.demo.calls.ToolFault;
import io.agentops.sdk.RunStatus;

/**
 * How a run ends: what the user is told, and what the platform is.
 *
 * @param errorType null where nothing went wrong, like {@code errorMessage}
 * @param dependencyFailed whether a tool that should have worked is the cause
 */
record Ending(String answer, List<String> citations, RunStatus status, String errorType, String errorMessage,
        boolean dependencyFailed) {

    static final String EMPTY_RETRIEVAL = "empty_retrieval";
    /** In words that the privacy-first form takes. */
    static final String NO_RESULTS = "The search returned no results.";

    static Ending answered(String answer, List<String> citations) {
        return new Ending(answer, citations, RunStatus.SUCCESS, null, null, false);
    }

    /** Nothing was found, so that nothing is claimed. */
    static Ending abstained() {
        return new Ending("I do not know: our documents say nothing about that.", List.of(), RunStatus.PARTIAL,
                EMPTY_RETRIEVAL, NO_RESULTS, false);
    }

    static Ending refused(String why) {
        return new Ending("I cannot help with this request.", List.of(), RunStatus.PARTIAL, "guardrail_blocked", why,
                false);
    }

    static Ending failed(ToolFault fault) {
        boolean unknown = ToolFault.NOT_FOUND.equals(fault.errorClass());
        return new Ending(words(fault), List.of(), unknown ? RunStatus.PARTIAL : RunStatus.FAILURE, fault.errorClass(),
                fault.message(), !fault.isRefusal());
    }

    private static String words(ToolFault fault) {
        return switch (fault.errorClass()) {
            case ToolFault.NOT_FOUND -> "I cannot find that. Please check what you wrote.";
            case ToolFault.PERMISSION_DENIED -> "I am not allowed to read that.";
            case ToolFault.INVALID_ARGUMENTS -> "I cannot work with that: " + fault.message();
            default -> "I cannot say at the moment; please ask again later.";
        };
    }

    Ending withAnswer(String worded) {
        return new Ending(worded, citations, status, errorType, errorMessage, dependencyFailed);
    }
}
