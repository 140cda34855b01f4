package io.agentops.http;

import java.io.IOException;
import java.util.Set;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;

/** The one table from failure to HTTP answer, for everything that REST endpoints throw. */
final class RestProblems {

    static final int RETRY_AFTER_SECONDS = 5;
    static final String STORE_AWAY = "A backing store is away. Try again in a few seconds.";
    static final String UNFORESEEN = "The service failed to answer. The cause is in its log.";

    private static final Logger LOG = Logger.getLogger(RestProblems.class);
    private static final Set<String> KEPT_HEADERS = Set.of(HttpHeaders.WWW_AUTHENTICATE, HttpHeaders.RETRY_AFTER);

    @ServerExceptionMapper
    Response problem(ProblemException failure) {
        Response.ResponseBuilder answer = answer(failure.problem());
        failure.retryAfterSeconds().ifPresent(seconds -> answer.header(HttpHeaders.RETRY_AFTER, seconds));
        return answer.build();
    }

    @ServerExceptionMapper
    Response wrongKindOfJson(MismatchedInputException failure) {
        return problem(JsonProblems.from(failure));
    }

    @ServerExceptionMapper
    Response webApplication(WebApplicationException failure, ContainerRequestContext request) {
        if (failure.getCause() instanceof JsonProcessingException json) {
            return problem(JsonProblems.from(json));
        }
        int status = failure.getResponse().getStatus();
        if (status < 400) {
            return failure.getResponse();
        }
        if (status >= 500) {
            return unforeseen(failure, request);
        }
        Response.ResponseBuilder answer = answer(Problem.of(status, ProblemDetails.of(status)));
        if (status == 405) {
            answer.header(HttpHeaders.ALLOW, AllowedMethods.ofCurrentRequest());
        }
        KEPT_HEADERS.stream().filter(failure.getResponse().getHeaders()::containsKey)
                .forEach(name -> answer.header(name, failure.getResponse().getHeaderString(name)));
        return answer.build();
    }

    @ServerExceptionMapper(Throwable.class)
    Response unforeseen(Throwable failure, ContainerRequestContext request) {
        if (StoreFailure.isCauseOf(failure)) {
            LOG.warnf("%s %s: a backing store is away: %s", request.getMethod(), encodedPath(request), failure);
            return problem(ProblemException.unavailable(STORE_AWAY, RETRY_AFTER_SECONDS));
        }
        if (isBodyBeyondLimit(failure)) {
            return answer(Problem.of(413, ProblemDetails.of(413))).build();
        }
        LOG.errorf(failure, "%s %s failed", request.getMethod(), encodedPath(request));
        return answer(Problem.of(500, UNFORESEEN)).build();
    }

    /** Encoded, so that nobody writes lines of our log. */
    private static String encodedPath(ContainerRequestContext request) {
        return request.getUriInfo().getRequestUri().getRawPath();
    }

    /** Quarkus found it while reading a chunked body, and has sent the status already. */
    private static boolean isBodyBeyondLimit(Throwable failure) {
        return failure instanceof IOException && "Request too large".equals(failure.getMessage());
    }

    private static Response.ResponseBuilder answer(Problem problem) {
        return Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(problem);
    }
}
