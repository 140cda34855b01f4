package io.agentops.sidecar.heartbeat;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.agentops.contract.agent.DesiredConfig;
import io.agentops.contract.agent.Heartbeat;
import io.agentops.sidecar.Wire;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;

/** Posts heartbeats. */
final class PlatformClient {

    private static final int MOST_ANSWER_BYTES = 256 << 10;
    private static final long MOST_RETRY_AFTER_SECONDS = 300;
    private static final String TELEMETRY = "/telemetry";

    private final HeartbeatSettings settings;
    private final HttpClient client;
    private final RequestOptions request;

    PlatformClient(Vertx vertx, HeartbeatSettings settings) {
        this.settings = settings;
        this.client = vertx
                .createHttpClient(new HttpClientOptions().setConnectTimeout((int) settings.timeout().toMillis()));
        URI url = settings.platformUrl();
        boolean tls = "https".equals(url.getScheme());
        if (url.getHost() == null || !(tls || "http".equals(url.getScheme()))) {
            throw new IllegalArgumentException(
                    "agentops.sidecar.heartbeat.platform-url must be like https://agentops.example.org");
        }
        this.request = new RequestOptions().setMethod(HttpMethod.POST).setHost(url.getHost()).setSsl(tls)
                .setPort(url.getPort() > 0 ? url.getPort() : tls ? 443 : 80)
                .setURI((url.getRawPath() == null ? "" : url.getRawPath()).replaceAll("/+$", "") + TELEMETRY)
                .setTimeout(settings.timeout().toMillis()).putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        settings.projectKey().ifPresent(key -> request.putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + key));
    }

    /** A platform that answers, but not with what was asked for. */
    static final class RefusedException extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final int status;
        private final long retryAfterSeconds;

        RefusedException(int status, long retryAfterSeconds) {
            super("status " + status, null, false, false);
            this.status = status;
            this.retryAfterSeconds = retryAfterSeconds;
        }

        int status() {
            return status;
        }

        long retryAfterSeconds() {
            return retryAfterSeconds;
        }
    }

    /** What the platform wants; nothing where it took the heartbeat and says nothing of that. */
    Future<Optional<DesiredConfig>> send(Heartbeat beat) {
        byte[] body;
        try {
            body = Wire.JSON.writeValueAsBytes(beat);
        } catch (IOException e) {
            return Future.failedFuture(e);
        }
        return client.request(request).compose(open -> open.send(Buffer.buffer(body)).compose(PlatformClient::read))
                .timeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Future<Optional<DesiredConfig>> read(HttpClientResponse answer) {
        Promise<Optional<DesiredConfig>> wanted = Promise.promise();
        Buffer body = Buffer.buffer();
        answer.exceptionHandler(wanted::tryFail);
        answer.handler(piece -> {
            body.appendBuffer(piece);
            if (body.length() > MOST_ANSWER_BYTES) {
                answer.request().connection().close();
                wanted.tryFail(new IOException("the answer is longer than " + MOST_ANSWER_BYTES + " bytes"));
            }
        });
        answer.endHandler(end -> {
            if (answer.statusCode() / 100 == 2) {
                parse(body, wanted);
            } else {
                wanted.tryFail(new RefusedException(answer.statusCode(), retryAfter(answer)));
            }
        });
        return wanted.future();
    }

    private static void parse(Buffer body, Promise<Optional<DesiredConfig>> wanted) {
        try {
            wanted.tryComplete(body.length() == 0
                    ? Optional.empty()
                    : Optional.of(Wire.JSON.readValue(body.getBytes(), DesiredConfig.class)));
        } catch (IOException e) {
            wanted.tryFail(new IOException("the answer is no desired configuration", e));
        }
    }

    private static long retryAfter(HttpClientResponse answer) {
        String value = answer.getHeader(HttpHeaders.RETRY_AFTER);
        return value != null && value.matches("\\d{1,6}")
                ? Math.min(Long.parseLong(value), MOST_RETRY_AFTER_SECONDS)
                : 0;
    }

    void close() {
        client.close();
    }
}
