package io.agentops.rca.collect;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import jakarta.enterprise.context.ApplicationScoped;

import io.agentops.rca.engine.VersionHistory;
import io.agentops.rca.engine.VersionHistory.ToolRate;
import io.agentops.rca.engine.VersionHistory.Version;
import io.agentops.rca.history.GroupHistory;
import io.agentops.rca.history.GroupHistory.Course;
import io.agentops.rca.history.GroupHistory.Spread;
import io.agentops.rca.history.Rate;
import io.agentops.rca.history.Timeline;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;

/**
 * Reads how an agent fared up to the moment a run of it started that failed, if only in part. In a transaction of its own, whose statements have little time: a
 * report without history is worth more than none.
 */
@ApplicationScoped
class HistoryReader {

    private static final String ONE_MOMENT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY";
    private static final Set<String> WENT_WRONG = Set.of("failure", "partial");
    private static final String QUERY_CANCELED = "57014";

    private final Pool pool;
    private final CollectConfig config;

    HistoryReader(Pool pool, CollectConfig config) {
        this.pool = pool;
        this.config = config;
    }

    /** The history of a stored run; none of one that has not failed, not even in part, and a gap in place of what took too long. */
    Uni<RunHistory> read(String projectId, Row run) {
        if (!WENT_WRONG.contains(run.getString("status"))) {
            return Uni.createFrom().item(RunHistory.NONE);
        }
        var scope = HistoryScope.of(projectId, run);
        long limit = config.historyTimeLimit().toMillis();
        return pool.withTransaction(connection -> connection.query(ONE_MOMENT).execute()
                .chain(() -> connection.query("SET LOCAL statement_timeout = " + limit).execute())
                .chain(() -> overview(connection, scope))
                .chain(seen -> Uni.combine().all()
                        .unis(versions(connection, scope, seen), group(connection, scope, seen))
                        .with((versions, group) -> new RunHistory(versions, group.orElse(null), seen.gaps()))))
                .onFailure(HistoryReader::tookTooLong).recoverWithItem(RunHistory.unread(
                        "The history of the agent took longer than " + limit
                                + " ms to read: whether the failure is new, "
                                + "and whether the version is at fault, was not looked at."));
    }

    private static boolean tookTooLong(Throwable problem) {
        return problem instanceof PgException refused && QUERY_CANCELED.equals(refused.getSqlState());
    }

    private Uni<HistoryOverview> overview(SqlConnection connection, HistoryScope scope) {
        var hours = scope.agentParameters().addString(scope.group()).addOffsetDateTime(scope.from())
                .addOffsetDateTime(scope.hour()).addLong(config.historyRows() + 1L);
        var ofHour = scope.agentParameters().addString(scope.group()).addOffsetDateTime(scope.hour())
                .addOffsetDateTime(scope.startedAt()).addLocalDate(scope.day()).addLong(config.runsOfHour() + 1L);
        var unfinished = scope.agentParameters().addOffsetDateTime(scope.goingOnSince())
                .addOffsetDateTime(scope.startedAt()).addLocalDate(scope.goingOnSince().toLocalDate())
                .addLong((long) config.runsOfHour());
        return Uni.combine().all().unis(connection.preparedQuery(HistorySql.HOURS).execute(hours),
                connection.preparedQuery(HistorySql.RUNS_OF_HOUR).execute(ofHour),
                connection.preparedQuery(HistorySql.UNFINISHED).execute(unfinished))
                .asTuple()
                // Thousands of versions take longer to compare than an event loop may be held.
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(rows -> HistoryOverview.of(scope, rows.getItem1(), rows.getItem2(), rows.getItem3(), config));
    }

    private Uni<VersionHistory> versions(SqlConnection connection, HistoryScope scope, HistoryOverview seen) {
        var comparison = scope.version() == null
                ? Optional.<Timeline.Comparison>empty()
                : seen.timeline().comparison(scope.version());
        if (comparison.isEmpty()) {
            var alone = scope.version() == null
                    ? VersionHistory.none()
                    : new VersionHistory(version(seen, scope, scope.version(), null, List.of()), null, false);
            return Uni.createFrom().item(alone);
        }
        var found = comparison.get();
        var hours = found.hours().stream().sorted().map(HistoryReader::utc).toArray(OffsetDateTime[]::new);
        var used = scope.agentParameters().addArrayOfString(new String[]{scope.version(), found.previous()})
                .addArrayOfOffsetDateTime(hours).addOffsetDateTime(scope.hour())
                .addOffsetDateTime(found.hours().contains(scope.hour().toInstant()) ? utc(seen.asOf()) : null)
                .addLocalDate(scope.day()).addLong((long) config.toolRunsPerVersion())
                .addLong(2L * VersionHistory.MAX_TOOLS);
        return connection.preparedQuery(HistorySql.TOOLS).execute(used)
                .map(tools -> new VersionHistory(
                        version(seen, scope, scope.version(), found, tools(tools, scope.version())),
                        version(seen, scope, found.previous(), found, tools(tools, found.previous())),
                        found.sideBySide()));
    }

    private static Version version(HistoryOverview seen, HistoryScope scope, String name, Timeline.Comparison among,
            List<ToolRate> tools) {
        Predicate<Instant> hours = hour -> among == null || !among.sideBySide()
                || among.hours().contains(hour);
        return new Version(name, seen.timeline().failed(name, hours),
                scope.group() == null ? null : seen.timeline().inGroup(name, hours),
                seen.unfinished(name, hours), tools);
    }

    private static List<ToolRate> tools(RowSet<Row> rows, String version) {
        return rows.stream().filter(row -> version.equals(row.getString("agent_version")))
                .map(row -> new ToolRate(row.getString("name"),
                        HistoryOverview.rate(row.getLong("failed"), row.getLong("calls"))))
                .toList();
    }

    private Uni<Optional<GroupHistory>> group(SqlConnection connection, HistoryScope scope, HistoryOverview seen) {
        if (scope.group() == null) {
            return Uni.createFrom().item(Optional.empty());
        }
        return connection.preparedQuery(HistorySql.GROUP)
                .execute(Tuple.of(scope.projectId(), scope.group(), scope.startedAt(), scope.version(), scope.hour()))
                .chain(rows -> rows.size() == 0
                        ? Uni.createFrom().item(Optional.<GroupHistory>empty())
                        : described(connection, scope, seen, rows.iterator().next()).map(Optional::of));
    }

    private Uni<GroupHistory> described(SqlConnection connection, HistoryScope scope, HistoryOverview seen, Row group) {
        var firstHour = Optional.ofNullable(group.getOffsetDateTime("first_hour")).orElse(scope.hour());
        var moments = Tuple.of(scope.projectId(), scope.group(), firstHour, utc(seen.asOf()), scope.runId());
        return Uni.combine().all().unis(connection.preparedQuery(HistorySql.SEEN).execute(moments),
                spread(connection, scope, seen, scope.version()), spread(connection, scope, seen, null))
                .with((found, ofVersion, ofAgent) -> {
                    var moment = found.iterator().next();
                    var first = moment.getOffsetDateTime("first_seen");
                    var last = moment.getOffsetDateTime("last_seen");
                    return new GroupHistory(scope.group(), group.getString("failure_type"), group.getString("state"),
                            group.getLong("runs") + seen.groupRunsOfHour(),
                            (first == null ? scope.startedAt() : first).toInstant(),
                            first == null ? scope.version() : moment.getString("first_version"),
                            last == null ? null : last.toInstant(), seen.asOf(),
                            course(scope, seen, ofVersion.orElse(null), ofAgent.orElse(null)));
                });
    }

    private static Course course(HistoryScope scope, HistoryOverview seen, Spread ofVersion, Spread ofAgent) {
        var begun = scope.version() == null ? Optional.<Instant>empty() : seen.timeline().first(scope.version());
        Rate before = begun.map(hour -> seen.timeline().inGroupOfOthers(scope.version(), hour::isAfter))
                .orElse(Rate.NONE);
        Rate beside = begun.map(hour -> seen.timeline().inGroupOfOthers(scope.version(), at -> !hour.isAfter(at)))
                .orElse(Rate.NONE);
        return new Course(before, beside, scope.version() == null ? null : ofVersion, ofAgent);
    }

    /** How the group came up among the runs of a version, or of all where it is null; empty where it is in no hour that is known. */
    private Uni<Optional<Spread>> spread(SqlConnection connection, HistoryScope scope, HistoryOverview seen,
            String version) {
        var hour = seen.timeline().firstInGroup(version);
        if (hour.isEmpty()) {
            return Uni.createFrom().item(Optional.empty());
        }
        var start = utc(hour.get());
        var first = scope.agentParameters().addString(scope.group()).addOffsetDateTime(start)
                .addOffsetDateTime(scope.startedAt()).addLocalDate(start.toLocalDate()).addString(version)
                .addLong(config.runsOfHour() + 1L);
        return connection.preparedQuery(HistorySql.FIRST_OF_HOUR).execute(first)
                .map(rows -> Optional.of(seen.spread(version, hour.get(),
                        rows.stream().filter(row -> row.getLong("looked_at") <= config.runsOfHour()).findFirst())));
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
