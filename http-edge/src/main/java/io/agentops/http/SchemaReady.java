package io.agentops.http;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

import io.agentops.contract.SchemaVersion;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;

/** Ready when the database answers and has at least the schema this build was written for. */
@Readiness
@ApplicationScoped
class SchemaReady implements AsyncHealthCheck {

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final String NEWEST_MIGRATION = """
            SELECT coalesce(max(version::integer), 0) AS version
              FROM flyway_schema_history
             WHERE success AND version ~ '^[0-9]{1,9}$'
            """;

    private final Pool pool;

    SchemaReady(Pool pool) {
        this.pool = pool;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return pool.query(NEWEST_MIGRATION).execute()
                .map(rows -> answer(rows.iterator().next().getInteger("version")))
                .ifNoItem().after(PATIENCE).fail()
                .onFailure().recoverWithItem(SchemaReady::away);
    }

    private static HealthCheckResponse answer(int version) {
        return HealthCheckResponse.named("database schema")
                .status(version >= SchemaVersion.REQUIRED)
                .withData("required", SchemaVersion.REQUIRED)
                .withData("found", version)
                .build();
    }

    private static HealthCheckResponse away(Throwable failure) {
        return HealthCheckResponse.named("database schema").down()
                .withData("required", SchemaVersion.REQUIRED)
                .withData("reason", StoreFailure.isCauseOf(failure) ? "the database is away" : "the schema is missing")
                .build();
    }
}
