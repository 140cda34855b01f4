package io.agentops.http;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;

import io.smallrye.common.annotation.NonBlocking;

/** {@code GET /}: which service this is. */
@Path("/")
public class StatusResource {

    private final Status status;

    StatusResource(@ConfigProperty(name = "quarkus.application.name") String service) {
        this.status = new Status("ok", service);
    }

    @GET
    @NonBlocking
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Which service this is")
    public Status status() {
        return status;
    }

    /** What {@code GET /} answers. */
    public record Status(
            String status,
            String service) {}
}
