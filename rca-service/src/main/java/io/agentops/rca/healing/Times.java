package io.agentops.rca.healing;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

import io.vertx.mutiny.sqlclient.Row;

/** Times as the database has them. */
final class Times {

    private Times() {}

    static Instant of(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }

    static OffsetDateTime of(Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }
}
