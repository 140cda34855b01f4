package io.agentops.rca.model;

import java.net.URI;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.agentops.contract.rca.RcaReport.ModelOutcome;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;

/**
 * Ends each request in a bounded time and with an answer of bounded length, however slowly or much an endpoint sends. It
 * follows no redirects, so that neither key nor evidence goes elsewhere. What goes wrong is a {@link ModelFailure}.
 */
final class BoundedHttp implements HttpClient, HttpClientBuilder {

    private final java.net.http.HttpClient client;
    private final Duration timeout;
    private final int maxBytes;

    BoundedHttp(Duration timeout, int maxBytes) {
        this.client = java.net.http.HttpClient.newBuilder().followRedirects(Redirect.NEVER).version(Version.HTTP_1_1)
                .connectTimeout(timeout).build();
        this.timeout = timeout;
        this.maxBytes = maxBytes;
    }

    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        var exchange = client.sendAsync(outgoing(request), head -> new BoundedBody(maxBytes));
        try {
            var response = exchange.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() / 100 != 2) {
                throw new ModelFailure(refusal(response.statusCode()));
            }
            return SuccessfulHttpResponse.builder().statusCode(response.statusCode()).headers(response.headers().map())
                    .body(response.body()).build();
        } catch (TimeoutException e) {
            exchange.cancel(true);
            throw new ModelFailure(ModelOutcome.TIMED_OUT);
        } catch (InterruptedException e) {
            exchange.cancel(true);
            Thread.currentThread().interrupt();
            throw new ModelFailure(ModelOutcome.TIMED_OUT);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        }
    }

    private static java.net.http.HttpRequest outgoing(HttpRequest request) {
        var outgoing = java.net.http.HttpRequest.newBuilder(URI.create(request.url()))
                .method(request.method().name(), BodyPublishers.ofString(request.body()));
        request.headers().forEach((name, values) -> values.forEach(value -> outgoing.header(name, value)));
        return outgoing.build();
    }

    private static ModelOutcome refusal(int status) {
        return switch (status) {
            case 401, 403 -> ModelOutcome.UNAUTHORIZED;
            case 429 -> ModelOutcome.RATE_LIMITED;
            default -> ModelOutcome.REFUSED;
        };
    }

    private static ModelFailure failure(Throwable problem) {
        return ModelFailure.behind(problem).orElseGet(() -> new ModelFailure(problem instanceof HttpTimeoutException
                ? ModelOutcome.TIMED_OUT
                : ModelOutcome.UNREACHABLE));
    }

    @Override
    public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        throw new UnsupportedOperationException("answers are not streamed");
    }

    @Override
    public Duration connectTimeout() {
        return timeout;
    }

    @Override
    public HttpClientBuilder connectTimeout(Duration ignored) {
        return this;
    }

    @Override
    public Duration readTimeout() {
        return timeout;
    }

    @Override
    public HttpClientBuilder readTimeout(Duration ignored) {
        return this;
    }

    @Override
    public HttpClient build() {
        return this;
    }
}
