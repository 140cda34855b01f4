package io.agentops.localstack.origin;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.agentops.localstack.Service;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;

/**
 * Asks every service the same small question.
 */
final class Services {

    private static final long WAIT_MILLIS = TimeUnit.SECONDS.toMillis(3);

    private final HttpClient client;
    private final Map<Service, Integer> ports;

    Services(HttpClient client, Map<Service, Integer> ports) {
        this.client = client;
        this.ports = ports;
    }

    /** What one service said: its body when the status was 200. */
    record Answer(Service service, Optional<Buffer> body) {}

    /** The answers in the order of the services; never fails. */
    Future<List<Answer>> ask(String path) {
        List<Future<Answer>> answers = Stream.of(Service.values()).map(service -> ask(service, path)).toList();
        return Future.all(answers).map(all -> all.list());
    }

    /** Where a path is found on each service, in words. */
    String addresses(String path) {
        return Stream.of(Service.values())
                .map(service -> service.title() + " http://localhost:" + ports.get(service) + path)
                .collect(Collectors.joining(", "));
    }

    private Future<Answer> ask(Service service, String path) {
        RequestOptions request = new RequestOptions().setMethod(HttpMethod.GET).setHost("127.0.0.1")
                .setPort(ports.get(service)).setURI(path).setTimeout(WAIT_MILLIS);
        return client.request(request)
                .compose(HttpClientRequest::send)
                .compose(response -> response.body()
                        .map(body -> Optional.of(body).filter(present -> response.statusCode() == 200)))
                .otherwise(Optional.empty())
                .map(body -> new Answer(service, body));
    }
}
