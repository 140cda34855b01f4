package io.agentops.ingest.webhooks;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;

/** Sends one notification once. Redirects are not followed, and of an answer only the status and one header are read. */
@Singleton
public class WebhookClient {

    private static final String UNREACHABLE = "connect_failed";

    private final HttpClient http;
    private final Targets targets;
    private final SecretBox secrets;
    private final Duration timeout;
    private final Clock clock = Clock.systemUTC();

    WebhookClient(Vertx vertx, Targets targets, SecretBox secrets, WebhookSettings settings) {
        this.targets = targets;
        this.secrets = secrets;
        this.timeout = settings.deliverTimeout();
        // A connection that is kept would be reused for whatever the name meant when it was made.
        http = vertx.createHttpClient(new HttpClientOptions().setKeepAlive(false)
                .setMaxPoolSize(settings.parallel()).setMaxHeaderSize(8 * 1024).setMaxInitialLineLength(1024)
                .setConnectTimeout((int) settings.connectTimeout().toMillis()));
    }

    /**
     * A receiver.
     *
     * @param secret as {@link SecretBox} sealed it
     */
    public record Receiver(
            String project,
            UUID webhook,
            String url,
            @SuppressWarnings("ArrayRecordComponent") byte[] secret) {}

    @PreDestroy
    void close() {
        http.close();
    }

    /** Never fails. */
    public Uni<Outcome> send(Receiver receiver, String id, String body) {
        long start = System.nanoTime();
        AtomicReference<HttpClientRequest> sent = new AtomicReference<>();
        AtomicBoolean over = new AtomicBoolean();
        URI url = URI.create(receiver.url());
        return blocking(() -> targets.resolve(host(url)))
                .chain(address -> Uni.createFrom().completionStage(() -> http.request(options(url, address))
                        .compose(request -> {
                            sent.set(request);
                            if (over.get()) {
                                request.connection().close();
                                return Future.failedFuture(new TimeoutException());
                            }
                            return answer(request, receiver, id, body);
                        }).toCompletionStage()))
                .ifNoItem().after(timeout).fail()
                .map(answer -> Outcome.answered(answer.statusCode(), retryAfter(answer), millisSince(start)))
                .onFailure().recoverWithItem(failure -> Outcome.failed(code(failure), millisSince(start)))
                .onTermination().invoke(() -> {
                    over.set(true);
                    if (sent.get() != null) {
                        sent.get().connection().close();
                    }
                });
    }

    private Future<HttpClientResponse> answer(HttpClientRequest request, Receiver receiver, String id,
            String body) {
        request.exceptionHandler(WebhookClient::ignore);
        Instant now = clock.instant();
        String secret = secrets.open(receiver.project(), receiver.webhook(), receiver.secret());
        request.putHeader("content-type", "application/json")
                .putHeader("user-agent", "AgentOps")
                .putHeader("webhook-id", id)
                .putHeader("webhook-timestamp", Long.toString(now.getEpochSecond()))
                .putHeader("webhook-signature", Signature.of(secret, id, now, body));
        return request.send(body).map(answer -> {
            answer.exceptionHandler(WebhookClient::ignore);
            answer.pause();
            return answer;
        });
    }

    /** The name goes into the request and the handshake, the connection to the address that was judged. */
    private static RequestOptions options(URI url, InetAddress address) {
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        int port = Targets.port(url);
        return new RequestOptions().setMethod(HttpMethod.POST).setHost(host(url)).setPort(port)
                .setSsl(url.getScheme().equalsIgnoreCase("https")).setURI(path + query)
                .setServer(SocketAddress.inetSocketAddress(port, address.getHostAddress()));
    }

    private static String host(URI url) {
        String host = url.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private Duration retryAfter(HttpClientResponse answer) {
        String header = answer.getHeader("retry-after");
        if (header == null) {
            return null;
        }
        try {
            return header.length() <= 9 && header.chars().allMatch(c -> c >= '0' && c <= '9') && !header.isEmpty()
                    ? Duration.ofSeconds(Long.parseLong(header))
                    : Duration.between(clock.instant(),
                            ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
        } catch (DateTimeException notATime) {
            return null;
        }
    }

    /** The outcome tells what matters of it; after that, we cut the connection ourselves. */
    private static void ignore(Throwable failure) {}

    private static String code(Throwable failure) {
        if (failure instanceof Targets.Refused) {
            return Outcome.REFUSED_ADDRESS;
        }
        if (failure instanceof SecretBox.SealBroken) {
            return "secret_unreadable";
        }
        if (failure instanceof UnknownHostException) {
            return "unknown_host";
        }
        boolean slow = failure instanceof TimeoutException
                || (failure instanceof ConnectException && String.valueOf(failure.getMessage()).contains("timed out"));
        return slow ? "timeout" : UNREACHABLE;
    }

    private static long millisSince(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }

    private static <T> Uni<T> blocking(Callable<T> work) {
        return Uni.createFrom().item(() -> {
            try {
                return work.call();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new Unresolved(e);
            }
        }).runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .onFailure(Unresolved.class).transform(Throwable::getCause);
    }

    private static final class Unresolved extends RuntimeException {

        private static final long serialVersionUID = 1;

        private Unresolved(Exception cause) {
            super(cause);
        }
    }
}
