package io.agentops.http;

import java.util.List;
import java.util.OptionalInt;

/** Ends a request with a {@link Problem}. It carries no stack trace, since it is an answer and not a fault. */
public final class ProblemException extends RuntimeException {

    private final transient Problem problem;
    private final int retryAfterSeconds;

    private ProblemException(Problem problem, int retryAfterSeconds) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** An answer for a status that has no factory of its own. */
    public static ProblemException of(Problem problem) {
        return new ProblemException(problem, 0);
    }

    /** The answer to any failure: the one it is, or that a backing store is away, or else that the service failed. */
    public static ProblemException answering(Throwable failure) {
        if (failure instanceof ProblemException answer) {
            return answer;
        }
        return StoreFailure.isCauseOf(failure)
                ? unavailable(RestProblems.STORE_AWAY, RestProblems.RETRY_AFTER_SECONDS)
                : of(Problem.of(500, RestProblems.UNFORESEEN));
    }

    public static ProblemException badRequest(String detail) {
        return of(Problem.of(400, detail));
    }

    public static ProblemException unauthorized(String detail) {
        return of(Problem.of(401, detail));
    }

    public static ProblemException notFound(String detail) {
        return of(Problem.of(404, detail));
    }

    public static ProblemException conflict(String detail) {
        return of(Problem.of(409, detail));
    }

    public static ProblemException tooLarge(String detail) {
        return of(Problem.of(413, detail));
    }

    public static ProblemException invalid(List<Problem.Error> errors) {
        return of(Problem.of(422, "The request is well-formed but invalid.", errors));
    }

    public static ProblemException invalid(String pointer, String message) {
        return invalid(List.of(new Problem.Error(pointer, message)));
    }

    public static ProblemException tooManyRequests(int retryAfterSeconds) {
        return tooManyRequests("Too many requests. Try again later.", retryAfterSeconds);
    }

    public static ProblemException tooManyRequests(String detail, int retryAfterSeconds) {
        return new ProblemException(Problem.of(429, detail), retryAfterSeconds);
    }

    public static ProblemException unavailable(String detail, int retryAfterSeconds) {
        return new ProblemException(Problem.of(503, detail), retryAfterSeconds);
    }

    public Problem problem() {
        return problem;
    }

    /** Seconds the caller should wait before it tries again, where trying again can help. */
    public OptionalInt retryAfterSeconds() {
        return retryAfterSeconds > 0 ? OptionalInt.of(retryAfterSeconds) : OptionalInt.empty();
    }
}
