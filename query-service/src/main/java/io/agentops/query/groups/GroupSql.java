package io.agentops.query.groups;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

import io.agentops.query.page.Statement;
import io.agentops.query.page.Times;

/**
 * Asks for groups. How many runs they have is the sum of their figures by the hour. Single runs are looked up only for the page that
 * is shown, in hours of which the figures tell that they have some.
 */
final class GroupSql {

    private static final long MOST_VERSIONS = 20L;

    /** The first or last hour in which runs of a group {@code g} started. */
    private static final String HOUR = """
            (SELECT s.hour AS hour FROM run_stat s
              WHERE s.project_id = g.project_id AND s.kind = 'group' AND s.name = g.group_id
              GROUP BY s.hour HAVING sum(s.total) > 0
              ORDER BY s.hour %s LIMIT 1)""";

    /** When the first or last run of a group {@code g} in an hour started. */
    private static final String MOMENT = """
            (SELECT r.started_at FROM run r
              WHERE r.project_id = g.project_id AND r.day >= (%1$s.hour AT TIME ZONE 'UTC')::date - 1 AND r.status = 'failure'
                AND failure_group_of(r.facets) = g.group_id
                AND r.started_at >= %1$s.hour AND r.started_at < %1$s.hour + interval '1 hour'
              ORDER BY r.started_at %2$s LIMIT 1)""";

    private static final String FIRST = " LEFT JOIN LATERAL " + HOUR.formatted("")
            + " AS first ON true LEFT JOIN LATERAL "
            + MOMENT.formatted("first", "") + " AS first_run ON true";
    private static final String LAST = " LEFT JOIN LATERAL " + HOUR.formatted("DESC")
            + " AS last ON true LEFT JOIN LATERAL "
            + MOMENT.formatted("last", "DESC") + " AS last_run ON true";

    private final Statement statement = new Statement();
    private final String projectId;
    private final GroupFilter filter;
    private final Span span;

    private GroupSql(String projectId, GroupFilter filter, Span span) {
        this.projectId = projectId;
        this.filter = filter;
        this.span = span;
    }

    /**
     * Some groups of a list, in its order.
     *
     * @param part how long each part of the trend is
     */
    static Statement page(String projectId, GroupFilter filter, Span span, Optional<GroupPlace> after, long most,
            Duration part,
            long examples) {
        GroupSql sql = new GroupSql(projectId, filter, span);
        sql.addFound();
        if (filter.sort() == GroupSort.COUNT) {
            sql.addByCount(after, most);
        } else {
            sql.addByTime(filter.sort() == GroupSort.LAST_SEEN ? "DESC" : "", after, most);
        }
        sql.addDetails(part, examples);
        return sql.statement.add(" ORDER BY g.sort_key DESC, g.group_id");
    }

    /** One group, whether or not any of its runs count. */
    static Statement one(String projectId, String groupId, GroupFilter filter, Span span, Duration part,
            long examples) {
        GroupSql sql = new GroupSql(projectId, filter, span);
        sql.statement.add("""
                WITH g AS (
                    SELECT g.*, failure_group_state(g) AS now_state, 0::bigint AS sort_key,
                           coalesce((SELECT sum(s.total) FROM run_stat s
                                      WHERE s.project_id = g.project_id AND s.kind = 'group' AND s.name = g.group_id
                                        AND s.hour >= ? AND s.hour < ?), 0)::bigint AS count
                      FROM failure_group g WHERE g.project_id = ? AND g.group_id = ?)""", Times.utc(span.from()),
                Times.utc(span.to()),
                projectId, groupId);
        sql.addDetails(part, examples);
        return sql.statement;
    }

    /** Groups with runs that count, and their states now. */
    private void addFound() {
        statement.add("""
                WITH sums AS MATERIALIZED (
                    SELECT s.name AS group_id, sum(s.total)::bigint AS count
                      FROM run_stat s
                     WHERE s.project_id = ? AND s.kind = 'group' AND s.hour >= ? AND s.hour < ?""", projectId,
                Times.utc(span.from()),
                Times.utc(span.to()));
        filter.addOfFigures(statement);
        statement.add("""
                     GROUP BY s.name HAVING sum(s.total) > 0
                ), in_states AS MATERIALIZED (
                    SELECT g.*, s.count, failure_group_state(g) AS now_state
                      FROM sums s
                      JOIN failure_group g ON g.project_id = ? AND g.group_id = s.group_id
                     WHERE true""", projectId);
        filter.addOfGroups(statement);
        statement.add("), found AS (SELECT * FROM in_states WHERE true");
        filter.state().ifPresent(state -> statement.add(" AND now_state = ?", state));
        statement.add(")");
    }

    private void addByCount(Optional<GroupPlace> after, long most) {
        statement.add(", g AS (SELECT *, count AS sort_key FROM found WHERE true");
        addAfter("count", after);
        statement.add(" ORDER BY count DESC, group_id LIMIT ?)", most);
    }

    /**
     * Hours are sorted first. Of the groups of as many as a page needs, those of the hour in which the page before ended and the last
     * one's whole hour included, single runs tell the moments.
     */
    private void addByTime(String order, Optional<GroupPlace> after, long most) {
        statement.add(", hours AS MATERIALIZED (SELECT g.*, seen.hour AS seen_hour FROM found g CROSS JOIN LATERAL "
                + HOUR.formatted(order) + " AS seen), near AS (SELECT * FROM hours g");
        if (after.isPresent()) {
            Object hour = Times.utc(Times.fromCursor(after.get().key()).toInstant().truncatedTo(ChronoUnit.HOURS));
            statement.add(
                    " WHERE seen_hour <= ? ORDER BY seen_hour DESC FETCH FIRST (? + (SELECT count(*) FROM hours WHERE seen_hour = ?))"
                            + " ROWS WITH TIES",
                    hour, most, hour);
        } else {
            statement.add(" ORDER BY seen_hour DESC FETCH FIRST (?) ROWS WITH TIES", most);
        }
        statement.add(
                "), moments AS (SELECT g.*, (extract(epoch FROM coalesce(run.started_at, seen.hour)) * 1000000)::bigint AS sort_key"
                        + " FROM near g CROSS JOIN LATERAL (SELECT g.seen_hour AS hour) AS seen LEFT JOIN LATERAL "
                        + MOMENT.formatted("seen", order)
                        + " AS run ON true), g AS (SELECT * FROM moments WHERE true");
        addAfter("sort_key", after);
        statement.add(" ORDER BY sort_key DESC, group_id LIMIT ?)", most);
    }

    private void addAfter(String key, Optional<GroupPlace> after) {
        after.ifPresent(place -> statement.add(" AND (" + key + " < ? OR (" + key + " = ? AND group_id > ?))",
                place.key(), place.key(),
                place.groupId()));
    }

    /** Adds the selection of what is shown of the groups {@code g}. */
    private void addDetails(Duration part, long examples) {
        statement
                .add("""
                        SELECT g.*, coalesce(first_run.started_at, first.hour) AS first_seen, coalesce(last_run.started_at, last.hour) AS last_seen,
                               versions.names AS versions, versions.counts AS version_counts, parts.starts AS part_starts, parts.counts AS part_counts,
                               examples.run_ids AS example_runs
                          FROM g"""
                        + FIRST + LAST);
        statement
                .add("""

                        CROSS JOIN LATERAL (
                           SELECT array_agg(v.name ORDER BY v.count DESC, v.name) AS names, array_agg(v.count ORDER BY v.count DESC, v.name) AS counts
                             FROM (SELECT s.agent_version AS name, sum(s.total)::bigint AS count""");
        addOfGroup();
        statement.add(
                " GROUP BY s.agent_version HAVING sum(s.total) > 0 ORDER BY count DESC, name LIMIT ?) AS v) AS versions",
                MOST_VERSIONS);
        statement.add(
                """

                        CROSS JOIN LATERAL (
                           SELECT array_agg(p.start ORDER BY p.start) AS starts, array_agg(p.count ORDER BY p.start) AS counts
                             FROM (SELECT date_bin(make_interval(secs => ?), s.hour, ?) AS start, sum(s.total)::bigint AS count""",
                (double) part.toSeconds(), Times.utc(span.from()));
        addOfGroup();
        statement.add(" GROUP BY start HAVING sum(s.total) > 0) AS p) AS parts");
        statement.add("""

                CROSS JOIN LATERAL (
                   SELECT array_agg(e.run_id ORDER BY e.started_at DESC, e.run_id) AS run_ids
                     FROM (SELECT l.run_id, l.started_at
                             FROM (SELECT s.hour""");
        addOfGroup();
        statement.add(
                """

                        GROUP BY s.hour HAVING sum(s.total) > 0 ORDER BY s.hour DESC LIMIT ?) AS h
                        CROSS JOIN LATERAL (
                           SELECT r.run_id, r.started_at
                             FROM run r
                            WHERE r.project_id = g.project_id AND r.day >= (h.hour AT TIME ZONE 'UTC')::date - 1 AND r.status = 'failure'
                              AND failure_group_of(r.facets) = g.group_id AND r.started_at >= h.hour
                              AND r.started_at < h.hour + interval '1 hour'""",
                examples);
        filter.addOfRuns(statement);
        statement.add(
                " ORDER BY r.started_at DESC, r.run_id LIMIT ?) AS l ORDER BY l.started_at DESC, l.run_id LIMIT ?) AS e) AS examples",
                examples, examples);
    }

    /** The figures of the runs of a group {@code g} that count. */
    private void addOfGroup() {
        statement.add(
                " FROM run_stat s WHERE s.project_id = g.project_id AND s.kind = 'group' AND s.name = g.group_id AND s.hour >= ?"
                        + " AND s.hour < ?",
                Times.utc(span.from()), Times.utc(span.to()));
        filter.addOfFigures(statement);
    }
}
