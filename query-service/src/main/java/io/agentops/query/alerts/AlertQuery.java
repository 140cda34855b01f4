package io.agentops.query.alerts;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.agentops.http.Parameters;
import io.agentops.http.ProblemException;
import io.agentops.query.page.Cursor;
import io.agentops.query.page.Page;
import io.agentops.query.page.Reads;
import io.agentops.query.page.Statement;
import io.agentops.query.page.Times;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/** Finds what rules found. */
@ApplicationScoped
class AlertQuery {

    private static final List<Class<?>> KEY = List.of(Long.class, String.class);

    private static final String COLUMNS = """
            SELECT event_id, rule_id, rule_name, kind, agent_id, state, at, fired_by, value, threshold, notification,\s""";

    private static final String FIND = COLUMNS + """
            evidence::text AS evidence_json FROM alert_event WHERE project_id = $1 AND event_id = $2""";

    /** A rule has few receivers; the limit is for whatever was written otherwise. */
    private static final String DELIVERIES = """
            SELECT delivery_id, webhook_id, origin, status, attempts, CASE WHEN status = 'waiting' THEN next_attempt_at END AS next_attempt_at,
                   status_code, error, finished_at
              FROM alert_delivery
             WHERE project_id = $1 AND event_id = $2
             ORDER BY delivery_id
             LIMIT 100""";

    private final Reads reads;

    AlertQuery(Reads reads) {
        this.reads = reads;
    }

    /** The newest first; those of one moment by their ids, downwards. */
    Uni<Page<AlertItem>> page(String project, AlertFilter filter, String cursor, int limit) {
        Statement statement = new Statement().add(COLUMNS)
                .add("(extract(epoch FROM at) * 1000000)::bigint AS at_micros FROM alert_event WHERE project_id = ?",
                        project);
        filter.addTo(statement);
        if (cursor != null) {
            JsonArray key = Cursor.read(cursor, KEY);
            UUID last = Parameters.uuid(key.getString(1)).orElseThrow(Cursor::invalid);
            statement.add(" AND (at, event_id) < (?, ?)", Times.fromCursor(key.getLong(0)), last);
        }
        statement.add(" ORDER BY at DESC, event_id DESC LIMIT ?", limit + 1L);
        return reads.rows(statement).map(rows -> page(rows, limit));
    }

    /** Fails with a 404 for one that is not there. */
    Uni<AlertView> find(String project, String id) {
        UUID wanted = Parameters.uuid(id).orElseThrow(AlertQuery::unknown);
        Tuple key = Tuple.of(project, wanted);
        return Uni.combine().all().unis(reads.rows(FIND, key), reads.rows(DELIVERIES, key)).with(AlertQuery::view);
    }

    private static Page<AlertItem> page(RowSet<Row> rows, int limit) {
        List<Row> found = new ArrayList<>();
        rows.forEach(found::add);
        Page<Row> page = Page.of(found, limit, last -> Cursor.of(
                List.of(last.getLong("at_micros"), last.getUUID("event_id").toString())));
        return new Page<>(page.items().stream().map(AlertQuery::item).toList(), page.nextCursor());
    }

    private static AlertView view(RowSet<Row> alerts, RowSet<Row> deliveries) {
        if (alerts.size() == 0) {
            throw unknown();
        }
        Row alert = alerts.iterator().next();
        List<AlertView.Delivery> told = new ArrayList<>();
        deliveries.forEach(row -> told.add(new AlertView.Delivery(row.getUUID("delivery_id"), row.getUUID("webhook_id"),
                row.getString("origin"), row.getString("status"), row.getInteger("attempts"),
                Times.instant(row, "next_attempt_at"), row.getInteger("status_code"), row.getString("error"),
                Times.instant(row, "finished_at"))));
        return new AlertView(item(alert), alert.getString("evidence_json"), told);
    }

    private static ProblemException unknown() {
        return ProblemException.notFound("No alert is known by this id.");
    }

    private static AlertItem item(Row row) {
        return new AlertItem(row.getUUID("event_id"), row.getUUID("rule_id"), row.getString("rule_name"),
                row.getString("kind"), row.getString("agent_id"), row.getString("state"), Times.instant(row, "at"),
                row.getUUID("fired_by"), row.getDouble("value"), row.getDouble("threshold"),
                row.getString("notification"));
    }
}
