package io.agentops.http;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Answers what fails before or outside REST: unknown paths, bodies beyond the limit, requests that cannot be routed. */
@ApplicationScoped
class RouterProblems {

    private static final Logger LOG = Logger.getLogger(RouterProblems.class);
    private static final int[] STATUSES_OF_ROUTING = {400, 404, 405, 406, 413, 414, 415, 500};

    private final ObjectMapper mapper;
    private final long maxBodyBytes;

    RouterProblems(ObjectMapper mapper, VertxHttpConfig http) {
        this.mapper = mapper;
        this.maxBodyBytes = http.limits().maxBodySize().map(size -> size.asLongValue()).orElse(Long.MAX_VALUE);
    }

    void install(@Observes Router router) {
        // Before Quarkus' own check of the length, which would answer without a body.
        router.route().order(Integer.MIN_VALUE).handler(this::refuseTooLarge);
        router.route().order(Integer.MIN_VALUE).handler(this::refuseUnstorable);
        // Before Quarkus' own last failure handler, which would answer in HTML where the client accepts it.
        router.route().order(Integer.MAX_VALUE - 1).failureHandler(this::answer);
        for (int status : STATUSES_OF_ROUTING) {
            router.errorHandler(status, this::answer);
        }
    }

    private void refuseTooLarge(RoutingContext context) {
        String length = context.request().getHeader(HttpHeaderNames.CONTENT_LENGTH);
        if (length == null || declaredBytes(length) <= maxBodyBytes) {
            context.next();
            return;
        }
        // The rest of the body is not read, so the connection cannot be used again.
        context.response().putHeader(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        context.response().endHandler(ended -> context.request().connection().close());
        send(context, Problem.of(413, ProblemDetails.of(413)), 0);
    }

    /** PostgreSQL stores no text with the character NUL, so no id has it. */
    private void refuseUnstorable(RoutingContext context) {
        if (context.request().path().contains("%00")) {
            send(context, Problem.of(404, ProblemDetails.of(404)), 0);
        } else {
            context.next();
        }
    }

    private static long declaredBytes(String length) {
        try {
            return Long.parseLong(length.strip());
        } catch (NumberFormatException beyondLong) {
            return Long.MAX_VALUE;
        }
    }

    private void answer(RoutingContext context) {
        if (context.response().ended()) {
            return;
        }
        Throwable failure = context.failure();
        if (failure instanceof ProblemException problem) {
            send(context, problem.problem(), problem.retryAfterSeconds().orElse(0));
        } else if (failure != null && StoreFailure.isCauseOf(failure)) {
            LOG.warnf("%s %s: a backing store is away: %s", context.request().method(), context.request().path(),
                    failure);
            send(context, Problem.of(503, RestProblems.STORE_AWAY), RestProblems.RETRY_AFTER_SECONDS);
        } else {
            int status = context.statusCode() >= 400 ? context.statusCode() : 500;
            if (status >= 500) {
                LOG.errorf(failure, "%s %s failed", context.request().method(), context.request().path());
            }
            send(context, Problem.of(status, ProblemDetails.of(status)), 0);
        }
    }

    private void send(RoutingContext context, Problem problem, int retryAfterSeconds) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.headWritten()) {
            response.end();
            return;
        }
        response.setStatusCode(problem.status()).putHeader(HttpHeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE);
        if (retryAfterSeconds > 0) {
            response.putHeader(HttpHeaderNames.RETRY_AFTER, Integer.toString(retryAfterSeconds));
        }
        response.end(json(problem));
    }

    private String json(Problem problem) {
        try {
            return mapper.writeValueAsString(problem);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
