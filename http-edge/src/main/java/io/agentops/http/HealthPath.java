package io.agentops.http;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.vertx.ext.web.Router;

/** Answers {@code GET /health} as the full health page, which frameworks keep elsewhere. */
@Singleton
class HealthPath {

    void install(@Observes Router router,
            @ConfigProperty(name = "quarkus.smallrye-health.root-path", defaultValue = "/q/health") String page) {
        router.get("/health").handler(context -> context.reroute(page));
    }
}
