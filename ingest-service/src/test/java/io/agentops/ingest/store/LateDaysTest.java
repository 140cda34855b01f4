package io.agentops.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.agentops.ingest.Database;
import io.agentops.ingest.retention.KeptDays;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;

@QuarkusTest
class LateDaysTest {

    @Inject
    KeptDays kept;

    @Inject
    Pool pool;

    @Inject
    Database database;

    @Test
    void daysThatRetentionWouldDropHaveNoPartitions() {
        LocalDate first = kept.first(LocalDate.now(ZoneOffset.UTC));
        LocalDate late = first.minusDays(1);
        database.value("DROP TABLE IF EXISTS " + table(late));
        new RunDays(kept).prepare(pool, Stream.of(late, first)).await().atMost(Duration.ofSeconds(30));
        assertThat(database.value("SELECT to_regclass($1::text)", table(first))).isEqualTo(table(first));
        assertThat(database.value("SELECT to_regclass($1::text)", table(late))).isNull();
    }

    private static String table(LocalDate day) {
        return "span_" + day.format(DateTimeFormatter.BASIC_ISO_DATE);
    }
}
