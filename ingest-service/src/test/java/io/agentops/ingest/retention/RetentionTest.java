package io.agentops.ingest.retention;

import static io.agentops.ingest.Samples.freshId;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.agentops.contract.Topics;
import io.agentops.ingest.Database;
import io.agentops.ingest.IngestMetrics;
import io.agentops.ingest.KafkaClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;

@QuarkusTest
class RetentionTest {

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Policy THIRTY_DAYS = new Policy(30, Map.of(), 14);
    private static final String DEFAULT = Topics.DEFAULT_PROJECT;

    private LocalDate today;

    @Inject
    Retention retention;

    @Inject
    Database database;

    @Inject
    KafkaClient kafka;

    @Inject
    Pool pool;

    @Inject
    MeterRegistry meters;

    /** What other tests left behind is gone before counts are taken. */
    @BeforeEach
    void settle() {
        round(THIRTY_DAYS);
        today = LocalDate.parse(database.value("SELECT (now() AT TIME ZONE 'UTC')::date"));
    }

    @Test
    void daysAheadHaveTheirPartitions() {
        for (int ahead = 0; ahead <= 2; ahead++) {
            assertThat(partitionsOf(today.plusDays(ahead))).containsExactlyElementsOf(
                    Partitions.TABLES.stream().sorted().toList());
        }
    }

    @Test
    void aDayThatNobodyKeepsIsDroppedWithEverythingThatBelongsToIt() {
        LocalDate old = partitioned(today.minusDays(31));
        String gone = stored(DEFAULT, old);
        String kept = stored(DEFAULT, today.minusDays(30));
        String trace = span(old);
        given().post("/agent-runs/" + gone + "/rca-runs").then().statusCode(202);
        given().post("/agent-runs/" + kept + "/rca-runs").then().statusCode(202);
        assertThat(partitionsOf(old)).hasSize(Partitions.TABLES.size());
        double droppedBefore = count(IngestMetrics.PARTITIONS_DROPPED);
        double deletedBefore = count(IngestMetrics.ROWS_DELETED);

        round(THIRTY_DAYS);

        assertThat(partitionsOf(old)).isEmpty();
        assertThat(database.rowsOf(gone)).isEmpty();
        assertThat(keysOf(DEFAULT, gone)).isEqualTo("0");
        assertThat(database.value("SELECT count(*) FROM rca_run WHERE run_id = $1", gone)).isEqualTo("0");
        assertThat(database.value("SELECT count(*) FROM trace_key WHERE trace_id = $1", trace)).isEqualTo("0");
        assertThat(database.value("SELECT count(*) FROM span WHERE trace_id = $1", trace)).isEqualTo("0");
        assertThat(database.rowsOf(kept)).hasSize(3);
        assertThat(keysOf(DEFAULT, kept)).isEqualTo("1");
        assertThat(database.value("SELECT count(*) FROM rca_run WHERE run_id = $1", kept)).isEqualTo("1");
        assertThat(count(IngestMetrics.PARTITIONS_DROPPED) - droppedBefore).isEqualTo(Partitions.TABLES.size());
        // Two keys of runs, the second read from the span, one analysis, one key of a trace; of each run two figures.
        assertThat(count(IngestMetrics.ROWS_DELETED) - deletedBefore).isEqualTo(8);
    }

    @Test
    void whatComesLateIsKeptAsLongAsWhatCameInTime() {
        LocalDate old = partitioned(today.minusDays(31));
        stored(DEFAULT, old);
        round(THIRTY_DAYS);
        String late = stored(DEFAULT, old);
        String later = stored(DEFAULT, today.minusDays(400));
        assertThat(database.rowsOf(late)).hasSize(3);
        assertThat(database.rowsOf(later)).hasSize(3);
        assertThat(database.value("SELECT tableoid::regclass FROM run WHERE run_id = $1", late))
                .isEqualTo("run_default");
        roundOf(THIRTY_DAYS);
        assertThat(database.rowsOf(late)).hasSize(3);
        assertThat(database.rowsOf(later)).hasSize(3);

        round(THIRTY_DAYS);
        for (String run : List.of(late, later)) {
            assertThat(database.rowsOf(run)).isEmpty();
            assertThat(keysOf(DEFAULT, run)).isEqualTo("0");
        }
    }

    @Test
    void aProjectMayKeepLessThanTheOthers() {
        String brief = freshId("brief");
        LocalDate day = partitioned(today.minusDays(3));
        String gone = stored(brief, day);
        String stays = stored(brief, today.minusDays(2));
        String others = stored(DEFAULT, day);
        double droppedBefore = count(IngestMetrics.PARTITIONS_DROPPED);

        round(new Policy(30, Map.of(brief, 2), 14));

        assertThat(rowsOf(brief, gone)).isEqualTo("0");
        assertThat(keysOf(brief, gone)).isEqualTo("0");
        assertThat(rowsOf(brief, stays)).isEqualTo("1");
        assertThat(keysOf(brief, stays)).isEqualTo("1");
        assertThat(database.rowsOf(others)).hasSize(3);
        assertThat(count(IngestMetrics.PARTITIONS_DROPPED)).isEqualTo(droppedBefore);
    }

    @Test
    void aProjectThatKeepsMoreKeepsThePartitionForItselfAlone() {
        String lasting = freshId("lasting");
        LocalDate day = partitioned(today.minusDays(31));
        String stays = stored(lasting, day);
        String gone = stored(DEFAULT, day);

        round(new Policy(30, Map.of(lasting, 60), 14));

        assertThat(rowsOf(lasting, stays)).isEqualTo("1");
        assertThat(keysOf(lasting, stays)).isEqualTo("1");
        assertThat(database.rowsOf(gone)).isEmpty();
        assertThat(keysOf(DEFAULT, gone)).isEqualTo("0");
        assertThat(keysOf(DEFAULT, stored(DEFAULT, today.minusDays(1)))).isEqualTo("1");
    }

    @Test
    void manyRowsGoInManyStatements() {
        String run = freshId("many");
        database.value("INSERT INTO run_key (project_id, run_id, day) VALUES ('default', $1, '2020-02-02')", run);
        database.value("""
                INSERT INTO step (project_id, day, run_id, step_id, name)
                SELECT 'default', '2020-02-02', $1, 's' || n, 'step' FROM generate_series(1, 12000) AS n""", run);
        double deletedBefore = count(IngestMetrics.ROWS_DELETED);
        round(THIRTY_DAYS);
        assertThat(database.value("SELECT count(*) FROM step WHERE run_id = $1", run)).isEqualTo("0");
        assertThat(keysOf(DEFAULT, run)).isEqualTo("0");
        assertThat(count(IngestMetrics.ROWS_DELETED) - deletedBefore).isEqualTo(12_001);
    }

    @Test
    void aRunThatIsBeingWrittenKeepsItsKeyAndItsRows() {
        String held = stored(DEFAULT, today.minusDays(400));
        String other = stored(DEFAULT, today.minusDays(400));
        SqlConnection writer = pool.getConnection().await().atMost(LONGEST);
        try {
            run(writer, "BEGIN");
            database.value("UPDATE run_key SET first_stored_at = day");
            run(writer, "SELECT FROM run_key WHERE run_id = '" + held + "' FOR KEY SHARE");
            roundOf(THIRTY_DAYS);
            assertThat(database.rowsOf(held)).hasSize(3);
            assertThat(keysOf(DEFAULT, held)).isEqualTo("1");
            assertThat(database.rowsOf(other)).isEmpty();
            assertThat(keysOf(DEFAULT, other)).isEqualTo("0");
        } finally {
            run(writer, "ROLLBACK");
            writer.close().await().atMost(LONGEST);
        }
        round(THIRTY_DAYS);
        assertThat(database.rowsOf(held)).isEmpty();
        assertThat(keysOf(DEFAULT, held)).isEqualTo("0");
    }

    @Test
    void whatATraceToldOfANamedRunGoesWithIt() {
        String trace = freshId("trace");
        database.value("INSERT INTO trace_key (project_id, trace_id, day, run_ids)"
                + " VALUES ('default', $1, '2020-02-02', ARRAY['named'])", trace);
        for (String told : new String[]{trace, trace + "-other"}) {
            database.value("INSERT INTO run_trace (project_id, run_id, trace_id) VALUES ('default', 'named', $1)",
                    told);
        }
        round(THIRTY_DAYS);
        assertThat(
                database.value("SELECT string_agg(trace_id, ',') FROM run_trace WHERE trace_id LIKE $1", trace + "%"))
                .isEqualTo(trace + "-other");
    }

    @Test
    void hoursOfTheLedgerGoByTheirAge() {
        String project = freshId("ledger");
        for (int days : new int[]{31, 30}) {
            database.value(
                    "INSERT INTO ledger_count (project_id, hour, door, unit, stored) VALUES ($1, $2::date, 'd', 'runs', $3)",
                    project, today.minusDays(days), (long) days);
        }
        round(THIRTY_DAYS);
        assertThat(database.value("SELECT sum(stored) FROM ledger WHERE project_id = $1", project)).isEqualTo("30");
    }

    @Test
    void figuresAreKeptAsLongAsTheRunsOfTheirProject() {
        String project = freshId("figures");
        String brief = freshId("brief-figures");
        for (String of : List.of(project, brief)) {
            for (int days : new int[]{31, 30, 3, 2}) {
                database.value("INSERT INTO run_stat (project_id, hour, kind, agent_name, name, total) "
                        + "VALUES ($1, $2::date, 'run', 'a', '', $3)", of, today.minusDays(days), (long) days);
            }
            database.value(
                    "SELECT count(fold_run_stats($1, hour)) FROM (SELECT DISTINCT hour FROM run_stat WHERE project_id = $1) AS h",
                    of);
        }
        round(new Policy(30, Map.of(brief, 2), 14));
        assertThat(database.value("SELECT sum(total) FROM run_stat WHERE project_id = $1", project)).isEqualTo("35");
        assertThat(database.value("SELECT sum(total) FROM run_stat WHERE project_id = $1", brief)).isEqualTo("2");
        assertThat(database.value("SELECT sum(total) FROM run_stat_sum WHERE project_id = $1", project))
                .isEqualTo("105");
        assertThat(database.value("SELECT sum(total) FROM run_stat_sum WHERE project_id = $1", brief)).isEqualTo("6");
    }

    @Test
    void alertsAreKeptAsLongAsTheRunsOfTheirProject() {
        String project = freshId("alerts");
        for (int days : new int[]{31, 29}) {
            database.value(
                    """
                            INSERT INTO alert_event (project_id, event_id, rule_id, rule_name, kind, state, at, notification, body)
                            VALUES ($1, uuidv7(), uuidv7(), 'r', 'threshold', 'fired', now() - make_interval(days => $2), 'sent', '{}')""",
                    project, days);
            database.value(
                    """
                            INSERT INTO alert_delivery (project_id, delivery_id, event_id, webhook_id, origin, next_attempt_at, created_at, attempts)
                            VALUES ($1, uuidv7(), uuidv7(), uuidv7(), 'o', now(), now() - make_interval(days => $2), $2)""",
                    project, days);
        }
        round(THIRTY_DAYS);
        assertThat(database.value("SELECT count(*) FROM alert_event WHERE project_id = $1", project)).isEqualTo("1");
        assertThat(database.value("SELECT string_agg(attempts::text, ',') FROM alert_delivery WHERE project_id = $1",
                project)).isEqualTo("29");
        database.value("DELETE FROM alert_delivery WHERE project_id = $1", project);
    }

    @Test
    void failureGroupsGoOnceNoRunOfThemWasStoredForAsLongAsRunsAreKept() {
        String project = freshId("groups");
        String brief = freshId("brief-groups");
        for (String of : List.of(project, brief)) {
            for (int days : new int[]{31, 30, 3, 2}) {
                database.value(
                        "INSERT INTO failure_group (project_id, group_id, agent_name, seen_on) VALUES ($1, $2, 'a', $3)",
                        of,
                        "seen-" + days, today.minusDays(days));
            }
            database.value(
                    "INSERT INTO failure_group (project_id, group_id, agent_name, seen_on, state, muted_until, resolved_at) VALUES "
                            + "($1, 'muted', 'a', $2, 'muted', NULL, NULL), ($1, 'once-muted', 'a', $2, 'muted', now(), NULL), "
                            + "($1, 'resolved', 'a', $2, 'resolved', NULL, now())",
                    of, today.minusDays(31));
        }
        round(new Policy(30, Map.of(brief, 2), 14));
        String left = "SELECT string_agg(group_id, ' ' ORDER BY group_id) FROM failure_group WHERE project_id = $1";
        assertThat(database.value(left, project)).isEqualTo("muted seen-2 seen-3 seen-30");
        assertThat(database.value(left, brief)).isEqualTo("muted seen-2");
    }

    @Test
    void deadLettersGoByTheirAge() {
        String project = freshId("letters");
        String insert = """
                INSERT INTO dead_letter (project_id, dead_letter_id, topic, source, letter_partition, letter_offset, reason,
                                         value_state, created_at)
                VALUES ($1, uuidv7(), 'agent-runs', $2, 0, 0, 'r', 'absent', now() - make_interval(hours => $3))""";
        database.value(insert, project, "old", 14 * 24 + 1);
        database.value(insert, project, "young", 14 * 24 - 1);
        round(THIRTY_DAYS);
        assertThat(database.value("SELECT string_agg(source, ',') FROM dead_letter WHERE project_id = $1", project))
                .isEqualTo("young");
    }

    @Test
    void oneProcessWorksAtATime() {
        LocalDate old = partitioned(today.minusDays(31));
        stored(DEFAULT, old);
        SqlConnection other = pool.getConnection().await().atMost(LONGEST);
        try {
            run(other, "SELECT pg_advisory_lock(hashtext('retention'))");
            round(THIRTY_DAYS);
            assertThat(partitionsOf(old)).hasSize(Partitions.TABLES.size());
        } finally {
            run(other, "SELECT pg_advisory_unlock_all()");
            other.close().await().atMost(LONGEST);
        }
        round(THIRTY_DAYS);
        assertThat(partitionsOf(old)).isEmpty();
    }

    @Test
    void aTableInUseIsLeftToTheNextRoundAndTheConnectionIsAsItWas() {
        LocalDate old = partitioned(today.minusDays(31));
        String gone = stored(DEFAULT, old);
        SqlConnection reader = pool.getConnection().await().atMost(LONGEST);
        try {
            run(reader, "BEGIN");
            run(reader, "SELECT count(*) FROM step");
            round(THIRTY_DAYS);
            assertThat(partitionsOf(old)).containsExactly("agent_event", "agent_sample", "evaluation", "failure",
                    "guardrail_event", "run_error",
                    "span", "step",
                    "tool_call");
            assertThat(keysOf(DEFAULT, gone)).isEqualTo("1");
        } finally {
            run(reader, "ROLLBACK");
            reader.close().await().atMost(LONGEST);
        }
        round(THIRTY_DAYS);
        assertThat(partitionsOf(old)).isEmpty();
        assertThat(keysOf(DEFAULT, gone)).isEqualTo("0");
        assertThat(database.value("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")).isEqualTo("0");
        List<SqlConnection> all = new ArrayList<>();
        try {
            for (int connection = 0; connection < 8; connection++) {
                all.add(pool.getConnection().await().atMost(LONGEST));
            }
            for (SqlConnection connection : all) {
                assertThat(connection.query("""
                        SELECT concat_ws(' ', current_setting('lock_timeout'), current_setting('statement_timeout'),
                                         current_setting('transaction_timeout'))""").execute().await().atMost(LONGEST)
                        .iterator().next().getString(0)).isEqualTo("0 0 1min");
            }
        } finally {
            all.forEach(connection -> connection.close().await().atMost(LONGEST));
        }
    }

    @Test
    void aRemovalThatWasCutShortIsFinished() {
        LocalDate old = partitioned(today.minusDays(31));
        stored(DEFAULT, old);
        String table = "step_" + old.format(DateTimeFormatter.BASIC_ISO_DATE);
        database.value("ALTER TABLE step DETACH PARTITION " + table);
        round(THIRTY_DAYS);
        assertThat(partitionsOf(old)).isEmpty();
    }

    @Test
    void whatHappenedToAgentsIsKeptAsLongAsRuns() {
        String brief = freshId("brief");
        LocalDate week = partitioned(today.minusDays(10));
        LocalDate noPartition = today.minusDays(45);
        for (String project : List.of(DEFAULT, brief)) {
            agent(project, brief + "-gone", noPartition);
            agent(project, brief + "-week", week);
            agent(project, brief + "-today", today);
        }
        round(new Policy(30, Map.of(brief, 7), 14));
        for (String table : List.of("agent_event", "agent_sample", "agent", "agent_fault", "agent_recovery",
                "healing_event",
                "agent_healing")) {
            assertThat(database.value(
                    "SELECT string_agg((project_id = $1)::text || right(agent_id, 5), ' ' ORDER BY (project_id = $1), agent_id) FROM "
                            + table + " WHERE agent_id LIKE $1 || '-%'",
                    brief)).as(table)
                    .isEqualTo("falsetoday false-week truetoday");
        }
    }

    private void agent(String project, String agent, LocalDate day) {
        database.value(
                """
                        WITH event AS (INSERT INTO agent_event (project_id, day, agent_id, kind, key, at, detail)
                                       VALUES ($1, $3, $2, 'status', 'k', $3::timestamp AT TIME ZONE 'UTC', '{}')),
                             sample AS (INSERT INTO agent_sample (project_id, day, agent_id, minute, status, error_rate)
                                        VALUES ($1, $3, $2, $3::timestamp AT TIME ZONE 'UTC', 'HEALTHY', 0)),
                             fault AS (INSERT INTO agent_fault (project_id, fault_id, agent_id, type, spec, created_at, expires_at)
                                       VALUES ($1, $2, $2, 'error', '{}', now(), $3::timestamp AT TIME ZONE 'UTC')),
                             recovery AS (INSERT INTO agent_recovery (project_id, agent_id, trigger, reason, evidence, state, ended_at)
                                          VALUES ($1, $2, 'manual', 'r', '{}', 'recovered', $3::timestamp AT TIME ZONE 'UTC')),
                             told AS (INSERT INTO healing_event (project_id, agent_id, kind, at, detail)
                                      VALUES ($1, $2, 'breaker_opened', $3::timestamp AT TIME ZONE 'UTC', '{}')),
                             healing AS (INSERT INTO agent_healing (project_id, agent_id) VALUES ($1, $2))
                        INSERT INTO agent (project_id, agent_id, agent_name, status, status_since, error_rate, sidecar_id, sequence, restarts,
                                           heard_at, told, heartbeat)
                        VALUES ($1, $2, 'a', 'HEALTHY', now(), 0, '', 0, 0, $3::timestamp AT TIME ZONE 'UTC', '', '{}')
                        RETURNING ''""",
                project, agent, day);
    }

    /** A round over rows that came on the day they tell of. */
    private void round(Policy policy) {
        database.value("UPDATE run_key SET first_stored_at = day");
        database.value("UPDATE trace_key SET first_stored_at = day");
        roundOf(policy);
    }

    private void roundOf(Policy policy) {
        retention.round(policy).await().atMost(LONGEST);
    }

    /** The writer makes the partitions of a day once; a test that dropped them would leave the next one without. */
    private LocalDate partitioned(LocalDate day) {
        database.value("CALL create_day_partitions($1)", day);
        return day;
    }

    /** Sends a run of one step as a producer of the project, and waits until all of its three rows are stored. */
    private String stored(String project, LocalDate day) {
        String run = freshId("retention");
        kafka.send(Topics.AGENT_RUNS, 0, run, """
                {"run_id": "%s", "agent_name": "a", "status": "success", "started_at": "%sT12:00:00Z",
                 "steps": [{"step_id": "s1", "name": "plan"}]}""".formatted(run, day),
                Map.of(Topics.HEADER_PROJECT, project));
        await().atMost(LONGEST).until(() -> database.value(
                "SELECT count(*) FROM step WHERE project_id = $1 AND run_id = $2", project, run), "1"::equals);
        return run;
    }

    private String span(LocalDate day) {
        String trace = UUID.randomUUID().toString().replace("-", "");
        long at = day.atTime(12, 0).toEpochSecond(ZoneOffset.UTC) * 1_000_000_000;
        given().contentType(ContentType.JSON)
                .body("""
                        {"resourceSpans": [{"scopeSpans": [{"spans": [{"traceId": "%s", "spanId": "eee19b7ec3c1b174", "name": "chat m-1",
                         "kind": 3, "startTimeUnixNano": "%d", "endTimeUnixNano": "%d",
                         "attributes": [{"key": "gen_ai.operation.name", "value": {"stringValue": "chat"}}]}]}]}]}"""
                        .formatted(trace, at, at + 1_000_000))
                .post("/v1/traces").then().statusCode(200);
        await().atMost(LONGEST).until(() -> database.value(
                "SELECT count(*) FROM trace_key WHERE trace_id = $1 AND cardinality(run_ids) = 1", trace),
                "1"::equals);
        return trace;
    }

    private List<String> partitionsOf(LocalDate day) {
        String suffix = "_" + day.format(DateTimeFormatter.BASIC_ISO_DATE);
        return Partitions.TABLES.stream().sorted()
                .filter(table -> database.value("SELECT to_regclass($1::text)", table + suffix) != null).toList();
    }

    private String rowsOf(String project, String run) {
        return database.value("SELECT count(*) FROM step WHERE project_id = $1 AND run_id = $2", project, run);
    }

    private String keysOf(String project, String run) {
        return database.value("SELECT count(*) FROM run_key WHERE project_id = $1 AND run_id = $2", project, run);
    }

    private double count(String meter) {
        return meters.counter(meter).count();
    }

    private static void run(SqlConnection connection, String sql) {
        connection.query(sql).execute().await().atMost(LONGEST);
    }
}
