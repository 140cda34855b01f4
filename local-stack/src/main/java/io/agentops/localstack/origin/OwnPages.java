package io.agentops.localstack.origin;

import java.util.List;
import java.util.Locale;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

/**
 * The pages the origin answers itself, for all services together.
 */
final class OwnPages {

    private final Services services;
    private final SwaggerUi swaggerUi = new SwaggerUi();

    OwnPages(Services services) {
        this.services = services;
    }

    /** Answers when the path is one of the origin's own. */
    boolean answer(HttpServerRequest request) {
        String path = request.path();
        switch (path) {
            case "/" -> root(request);
            case "/health", "/q/health", "/q/health/ready", "/q/health/started" -> health(request.response());
            case "/q/health/live" -> json(request.response(), 200, new JsonObject().put("status", "UP"));
            case "/openapi" -> openapi(request.response());
            case "/metrics" -> new Problem(404, "Each service has its own /metrics: "
                    + services.addresses("/metrics") + ".").answer(request.response());
            default -> {
                return swaggerUi.answer(path, request.response());
            }
        }
        return true;
    }

    private static void root(HttpServerRequest request) {
        HttpServerResponse response = request.response().putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        if (accept != null && accept.toLowerCase(Locale.ROOT).contains("text/html")) {
            var unused = response.setStatusCode(303).putHeader(HttpHeaders.LOCATION, "/docs").end();
        } else {
            json(response, 200, new JsonObject().put("status", "ok").put("service", "agentops"));
        }
    }

    private void health(HttpServerResponse response) {
        services.ask("/q/health/ready").onSuccess(answers -> {
            JsonObject states = new JsonObject();
            answers.forEach(one -> states.put(one.service().title(), one.body().isPresent() ? "UP" : "DOWN"));
            boolean up = answers.stream().allMatch(one -> one.body().isPresent());
            JsonObject health = new JsonObject().put("status", up ? "UP" : "DOWN").put("services", states);
            json(response, up ? 200 : 503, health);
        });
    }

    private void openapi(HttpServerResponse response) {
        services.ask("/openapi?format=json").onSuccess(answers -> {
            List<Services.Answer> documents = answers.stream().filter(one -> one.body().isPresent()).toList();
            if (documents.isEmpty()) {
                Problem.away("No service").answer(response);
                return;
            }
            try {
                OpenApiMerge merge = new OpenApiMerge();
                documents.forEach(one -> merge.add(one.service().title(), one.body().orElseThrow().toJsonObject()));
                json(response, 200, merge.document());
            } catch (DecodeException e) {
                new Problem(502, "A service answered /openapi with something that is not JSON.").answer(response);
            }
        });
    }

    private static void json(HttpServerResponse response, int status, JsonObject body) {
        response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        if (status == 503) {
            response.putHeader(HttpHeaders.RETRY_AFTER, Problem.RETRY_AFTER);
        }
        var unused = response.end(body.toBuffer());
    }
}
