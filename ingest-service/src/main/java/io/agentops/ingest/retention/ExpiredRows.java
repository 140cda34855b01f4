package io.agentops.ingest.retention;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/** Deletes rows by their age, a bounded number a statement. */
final class ExpiredRows {

    private static final int BATCH = 5_000;

    /** A round ends some time; what is left then is the next one's. */
    private static final int MOST_BATCHES = 400;

    private static final String OLDER = """
            DELETE FROM %1$s WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM %1$s WHERE %2$s < $1::timestamptz ORDER BY %2$s%3$s LIMIT $2::int))""";

    /** By the time and the project of the table. */
    private static final String OF_PROJECT = """
            DELETE FROM %1$s WHERE ctid = ANY (ARRAY(
                SELECT s.ctid
                  FROM %1$s s
                  LEFT JOIN unnest($2::text[], $3::int[]) AS policy(id, days) ON policy.id = s.project_id
                 WHERE s.%2$s < ($1::date - coalesce(policy.days, $4::int))::timestamp AT TIME ZONE 'UTC'
                 LIMIT $5::int))""";

    /** Tables that hold what happened to agents, and the column of each that says when. */
    static final Map<String, String> AGENT_TIMES = Map.of("agent_event", "at", "agent_sample", "minute");

    /** The same of tables that are not of days; of a row that has not ended the column is null. */
    private static final Map<String, String> AGENT_ENDS = Map.of("agent_fault", "expires_at", "agent_recovery",
            "ended_at",
            "healing_event", "at", "agent", "heard_at");

    /** What is decided about an agent goes with the agent. */
    private static final String HEALING = """
            DELETE FROM agent_healing WHERE (project_id, agent_id) IN (
                SELECT h.project_id, h.agent_id FROM agent_healing h
                 WHERE NOT EXISTS (SELECT FROM agent a WHERE a.project_id = h.project_id AND a.agent_id = h.agent_id)
                 LIMIT $1::int)""";

    /** A writer that has seen one of them just now updates it: it is skipped here, and is found to be of today in the next round. */
    private static final String FAILURE_GROUPS = """
            DELETE FROM failure_group WHERE (project_id, group_id) IN (
                SELECT g.project_id, g.group_id
                  FROM failure_group g
                  LEFT JOIN unnest($2::text[], $3::int[]) AS policy(id, days) ON policy.id = g.project_id
                 WHERE (g.state <> 'muted' OR g.muted_until <= now()) AND g.seen_on < $1::date - coalesce(policy.days, $4::int)
                 LIMIT $5::int
                   FOR UPDATE OF g SKIP LOCKED)""";

    private ExpiredRows() {}

    /** Gives the number of rows. */
    static Uni<Long> deadLetters(SqlConnection connection, Policy policy) {
        return older(connection, "dead_letter", "created_at", "",
                OffsetDateTime.now(ZoneOffset.UTC).minusDays(policy.deadLetterDays()));
    }

    /**
     * The same of the ledger, whose hours tell of all projects together and so are kept as long as most of these. What doors accepted
     * goes before what writers counted of it: the other way round the rest would look lost.
     */
    static Uni<Long> ledger(SqlConnection connection, Policy policy, LocalDate today) {
        return older(connection, "ledger_count", "hour", ", partition",
                today.minusDays(policy.days()).atStartOfDay().atOffset(ZoneOffset.UTC));
    }

    /** The same of figures over runs, which are kept as long as the runs of their project. */
    static Uni<Long> stats(SqlConnection connection, Policy policy, LocalDate today) {
        return ofProject(connection, "run_stat", "hour", policy, today)
                .chain(rows -> ofProject(connection, "run_stat_sum", "start", policy, today).map(sums -> rows + sums));
    }

    /** The same of what alert rules found, and of who was told. */
    static Uni<Long> alerts(SqlConnection connection, Policy policy, LocalDate today) {
        return ofProject(connection, "alert_delivery", "created_at", policy, today)
                .chain(deliveries -> ofProject(connection, "alert_event", "at", policy, today)
                        .map(events -> deliveries + events));
    }

    /** The same of what happened to agents, of a partition that some projects keep. */
    static Uni<Long> agents(SqlConnection connection, Partition partition, Policy policy, LocalDate today) {
        return ofProject(connection, partition.name(), AGENT_TIMES.get(partition.parent()), policy, today);
    }

    /** The same of faults and recoveries that ended, of what healing told people, and of agents that were not heard of for as long. */
    static Uni<Long> agents(SqlConnection connection, Policy policy, LocalDate today) {
        return Multi.createFrom()
                .items(() -> AGENT_ENDS.entrySet().stream())
                .onItem().transformToUniAndConcatenate(
                        table -> ofProject(connection, table.getKey(), table.getValue(), policy, today))
                .collect().with(Collectors.summingLong(Long::longValue))
                .chain(rows -> all(connection, HEALING, Tuple.of(BATCH)).map(healing -> rows + healing));
    }

    private static Uni<Long> ofProject(SqlConnection connection, String table, String time, Policy policy,
            LocalDate today) {
        return all(connection, OF_PROJECT.formatted(table, time), byProject(policy, today));
    }

    /** The same of failure groups that are not muted, once no run of them was stored for as long as runs are kept. */
    static Uni<Long> failureGroups(SqlConnection connection, Policy policy, LocalDate today) {
        return all(connection, FAILURE_GROUPS, byProject(policy, today));
    }

    private static Tuple byProject(Policy policy, LocalDate today) {
        List<Map.Entry<String, Integer>> own = List.copyOf(policy.projects().entrySet());
        return Tuple.of(today, own.stream().map(Map.Entry::getKey).toArray(String[]::new),
                own.stream().map(Map.Entry::getValue).toArray(Integer[]::new), policy.days(), BATCH);
    }

    private static Uni<Long> older(SqlConnection connection, String table, String time, String order,
            OffsetDateTime first) {
        return all(connection, OLDER.formatted(table, time, order), Tuple.of(first, BATCH));
    }

    private static Uni<Long> all(SqlConnection connection, String statement, Tuple parameters) {
        return Multi.createBy().repeating()
                .uni(() -> Steps.unlessInTheWay(connection.preparedQuery(statement)
                        .execute(parameters).map(rows -> (long) rows.rowCount()), 0L))
                .whilst(rows -> rows == BATCH)
                .select().first(MOST_BATCHES)
                .collect().with(Collectors.summingLong(Long::longValue));
    }
}
