package io.agentops.ingest.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.agentops.ingest.Database;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class StatsFoldingTest {

    private final OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.HOURS);
    private final String project = "fold-" + UUID.randomUUID();

    @Inject
    StatsFolding folding;

    @Inject
    Database database;

    @Test
    void hoursThatAreOverAreSummedUp() {
        add(now.minusHours(4), 3, "{5,7}", "{1,2}");
        add(now.minusHours(4), 2, "{7,9}", "{-2,4}");
        folding.round().await().atMost(Duration.ofSeconds(60));
        assertThat(database.value(
                "SELECT string_agg((total, buckets, counts, folded)::text, ' ') FROM run_stat WHERE project_id = $1",
                project)).isEqualTo("(5,\"{5,9}\",\"{1,4}\",t)");
    }

    @Test
    void whatIsTakenBackWholeLeavesNoRow() {
        add(now.minusHours(4), 3, "{5}", "{3}");
        add(now.minusHours(4), -3, "{5}", "{-3}");
        folding.round().await().atMost(Duration.ofSeconds(60));
        assertThat(rows()).isEqualTo("0");
    }

    @Test
    void anHourThatIsNotOverIsSummedUpOnceItHasManyRows() {
        for (int i = 0; i < 2; i++) {
            add(now, 1, "{}", "{}");
        }
        folding.round().await().atMost(Duration.ofSeconds(60));
        assertThat(rows()).isEqualTo("2");

        database.value("INSERT INTO run_stat (project_id, hour, kind, agent_name, name, total) "
                + "SELECT $1, date_trunc('hour', now()), 'run', 'a', '', 1 FROM generate_series(1, 998) RETURNING total::text",
                project);
        folding.round().await().atMost(Duration.ofSeconds(60));
        assertThat(rows()).isEqualTo("1");
        assertThat(database.value("SELECT sum(total)::text FROM run_stat WHERE project_id = $1", project))
                .isEqualTo("1000");
    }

    @Test
    void anHourThatIsOverIsSummedUpAgainForATenthOfItsRows() {
        for (int i = 0; i < 20; i++) {
            database.value("INSERT INTO run_stat (project_id, hour, kind, agent_name, name, total) "
                    + "VALUES ($1, ($2::text)::timestamptz, 'tool', 'a', ($3::text), 1) RETURNING total::text", project,
                    now.minusHours(4).toString(), "tool-" + i);
        }
        folding.round().await().atMost(Duration.ofSeconds(60));
        add(now.minusHours(4), 1, "{}", "{}");
        folding.round().await().atMost(Duration.ofSeconds(60));
        assertThat(rows()).isEqualTo("21");
        assertThat(unfolded()).isEqualTo("1");
        add(now.minusHours(4), 1, "{}", "{}");
        folding.round().await().atMost(Duration.ofSeconds(60));
        assertThat(rows()).isEqualTo("21");
        assertThat(unfolded()).isEqualTo("0");
    }

    private String unfolded() {
        return database.value("SELECT count(*)::text FROM run_stat WHERE project_id = $1 AND NOT folded", project);
    }

    private void add(OffsetDateTime hour, int total, String buckets, String counts) {
        database.value("INSERT INTO run_stat (project_id, hour, kind, agent_name, name, total, buckets, counts) "
                + "VALUES ($1, ($2::text)::timestamptz, 'run', 'a', '', ($3::text)::int, ($4::text)::int[], ($5::text)::bigint[]) "
                + "RETURNING total::text", project, hour.toString(), Integer.toString(total), buckets, counts);
    }

    private String rows() {
        return database.value("SELECT count(*)::text FROM run_stat WHERE project_id = $1", project);
    }
}
