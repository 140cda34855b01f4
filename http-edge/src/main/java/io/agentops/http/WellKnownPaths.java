package io.agentops.http;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.vertx.ext.web.Router;

/** Answers {@code GET /health} and {@code GET /metrics} as the pages that the framework keeps elsewhere. */
@Singleton
class WellKnownPaths {

    private static final String METRICS = "/metrics";

    void install(@Observes Router router,
            @ConfigProperty(name = "quarkus.smallrye-health.root-path", defaultValue = "/q/health") String health,
            @ConfigProperty(name = "quarkus.micrometer.export.prometheus.path", defaultValue = METRICS) String metrics) {
        router.get("/health").handler(context -> context.reroute(health));
        if (!METRICS.equals(metrics)) {
            router.get(METRICS).handler(context -> context.reroute(metrics));
        }
    }
}
