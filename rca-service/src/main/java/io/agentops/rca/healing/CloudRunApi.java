package io.agentops.rca.healing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

/**
 * The Admin API of Cloud Run, version 2, with the token of the service account. Requests wait for their answers, which have a bounded
 * time and length; redirects are not followed, so that the token goes nowhere else.
 */
final class CloudRunApi {

    /** A token that has less than this left is replaced. */
    private static final Duration TOKEN_MARGIN = Duration.ofMinutes(2);

    private final CloudRunConfig config;
    private final HttpClient http;
    private String token;
    private long tokenUntil;

    CloudRunApi(CloudRunConfig config) {
        boolean isSafe = "https".equals(config.url().getScheme()) || "localhost".equals(config.url().getHost())
                || "127.0.0.1".equals(config.url().getHost());
        if (!isSafe) {
            throw new IllegalArgumentException(
                    "agentops.healing.cloud-run.url must begin with https://, was " + config.url());
        }
        this.config = config;
        this.http = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1).connectTimeout(config.timeout()).build();
    }

    /** An answer that is not a success. */
    static final class ApiException extends IOException {

        private static final long serialVersionUID = 1L;
        private final int status;

        ApiException(int status, String who) {
            super(who + " answered " + status);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    /**
     * Reads a service or an operation.
     *
     * @throws IOException where there is no answer, or no good one
     */
    JsonObject get(String name) throws IOException {
        return authorized(request(name).GET());
    }

    /**
     * Changes a service's template.
     *
     * @param change with the etag of what it changes
     * @return the operation
     * @throws IOException where there is no answer, or no good one
     */
    JsonObject patchTemplate(String service, JsonObject change) throws IOException {
        return authorized(request(service + "?updateMask=template")
                .method("PATCH", BodyPublishers.ofString(change.encode())).header("Content-Type", "application/json"));
    }

    private HttpRequest.Builder request(String name) {
        return HttpRequest.newBuilder(URI.create(config.url() + "/v2/" + name));
    }

    private JsonObject authorized(HttpRequest.Builder request) throws IOException {
        try {
            return send(request.header("Authorization", "Bearer " + token()).build(), "Cloud Run");
        } catch (ApiException e) {
            if (e.status() == 401) {
                forgetToken();
            }
            throw e;
        }
    }

    private synchronized String token() throws IOException {
        if (token == null || System.nanoTime() - tokenUntil >= 0) {
            JsonObject answer = send(HttpRequest.newBuilder(config.tokenUrl()).header("Metadata-Flavor", "Google")
                    .GET().build(), "The metadata server");
            Object given = answer.getValue("access_token");
            Object seconds = answer.getValue("expires_in");
            if (!(given instanceof String text) || !(seconds instanceof Number left)) {
                throw new IOException("The metadata server gave no token");
            }
            token = text;
            tokenUntil = System.nanoTime() + Duration.ofSeconds(left.longValue()).minus(TOKEN_MARGIN).toNanos();
        }
        return token;
    }

    private synchronized void forgetToken() {
        token = null;
    }

    private JsonObject send(HttpRequest request, String who) throws IOException {
        CompletableFuture<HttpResponse<byte[]>> exchange = http.sendAsync(request, head -> new LimitedBody());
        try {
            HttpResponse<byte[]> response = exchange.get(config.timeout().toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() / 100 != 2) {
                throw new ApiException(response.statusCode(), who);
            }
            return new JsonObject(new String(response.body(), StandardCharsets.UTF_8));
        } catch (DecodeException e) {
            throw new IOException(who + " answered something that is not JSON", e);
        } catch (TimeoutException e) {
            throw new IOException(who + " did not answer in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IOException(who + " could not be asked: " + e.getCause().getClass().getSimpleName(),
                    e.getCause());
        } finally {
            exchange.cancel(true);
        }
    }
}
