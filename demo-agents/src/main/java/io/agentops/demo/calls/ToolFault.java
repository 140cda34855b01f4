package io.agentops.demo.calls;

import java.util.Set;

/**
 * Why a call came to nothing.
 *
 * @param errorClass a label, see {@link Toolbox}
 * @param message the tool's own words, or the client's
 * @param statusCode null where no answer came
 */
public record ToolFault(String errorClass, String message, Integer statusCode) {

    public static final String TIMEOUT = "timeout";
    public static final String CONNECTION_FAILED = "connection_failed";
    public static final String RATE_LIMITED = "rate_limited";
    public static final String INVALID_ARGUMENTS = "invalid_arguments";
    public static final String PERMISSION_DENIED = "permission_denied";
    public static final String NOT_FOUND = "not_found";
    public static final String INVALID_RESPONSE = "invalid_response";

    private static final Set<String> OF_THE_REQUEST = Set.of(INVALID_ARGUMENTS, PERMISSION_DENIED, NOT_FOUND);

    /** Whether the tool works and refused this very request, so that asking again is in vain. */
    public boolean isRefusal() {
        return OF_THE_REQUEST.contains(errorClass);
    }

    boolean mayPass() {
        return !isRefusal() && !INVALID_RESPONSE.equals(errorClass)
                && (statusCode == null || statusCode == 429 || statusCode >= 500);
    }
}
