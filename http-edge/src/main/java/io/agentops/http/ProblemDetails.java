package io.agentops.http;

/** What to say of a failure of which only the status is known. */
final class ProblemDetails {

    private ProblemDetails() {}

    static String of(int status) {
        return switch (status) {
            case 400 -> "The request is malformed.";
            case 401 -> "The request carries no valid credentials.";
            case 403 -> "The credentials do not allow this.";
            case 404 -> "Nothing is known under this path.";
            case 405 -> "This path does not support the method; the Allow header names those it does.";
            case 406 -> "The answer cannot be given in any of the media types the Accept header allows.";
            case 413 -> "The body is larger than this service accepts.";
            case 415 -> "The body's media type is not one this path accepts.";
            case 429 -> "Too many requests. Try again later.";
            case 503 -> "The service cannot answer now. Try again in a few seconds.";
            default -> status < 500 ? "The request cannot be answered." : RestProblems.UNFORESEEN;
        };
    }
}
