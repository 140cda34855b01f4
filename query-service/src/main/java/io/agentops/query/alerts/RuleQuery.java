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
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/** Finds rules. */
@ApplicationScoped
class RuleQuery {

    private static final String COLUMNS = """
            SELECT r.rule_id, r.name, r.kind, r.agent_id, r.enabled, CASE WHEN r.muted_until > now() THEN r.muted_until END AS muted_until,
                   CASE WHEN r.enabled THEN s.state ELSE 'off' END AS state, s.since, s.value, s.threshold, s.evaluated_at, s.failed,
                   s.event_id, r.created_at, r.updated_at, r.definition::text AS definition_json
              FROM alert_rule r
              JOIN alert_state s USING (project_id, rule_id)
             WHERE project_id =\s""";

    private static final String WEBHOOKS = """
            SELECT webhook_id, origin, disabled_at FROM alert_webhook WHERE project_id = $1 AND rule_id = $2 ORDER BY webhook_id""";

    private final Reads reads;

    RuleQuery(Reads reads) {
        this.reads = reads;
    }

    /** The newest first. */
    Uni<Page<RuleItem>> page(String project, String cursor, int limit) {
        Statement statement = new Statement().add(COLUMNS + "?", project);
        if (cursor != null) {
            String last = Cursor.read(cursor, List.of(String.class)).getString(0);
            statement.add(" AND r.rule_id < ?", Parameters.uuid(last).orElseThrow(Cursor::invalid));
        }
        statement.add(" ORDER BY r.rule_id DESC LIMIT ?", limit + 1L);
        return reads.rows(statement).map(rows -> {
            List<RuleItem> items = new ArrayList<>();
            rows.forEach(row -> items.add(item(row)));
            return Page.of(items, limit, last -> Cursor.of(List.of(last.ruleId().toString())));
        });
    }

    /** Fails with a 404 for one that is not there. */
    Uni<RuleView> find(String project, String id) {
        UUID wanted = Parameters.uuid(id).orElseThrow(RuleQuery::unknown);
        Tuple key = Tuple.of(project, wanted);
        return Uni.combine().all()
                .unis(reads.rows(COLUMNS + "$1 AND r.rule_id = $2", key), reads.rows(WEBHOOKS, key))
                .with(RuleQuery::view);
    }

    private static RuleView view(RowSet<Row> rules, RowSet<Row> webhooks) {
        if (rules.size() == 0) {
            throw unknown();
        }
        Row rule = rules.iterator().next();
        List<RuleView.Webhook> receivers = new ArrayList<>();
        webhooks.forEach(row -> receivers.add(new RuleView.Webhook(row.getUUID("webhook_id"), row.getString("origin"),
                Times.instant(row, "disabled_at"))));
        return new RuleView(item(rule), rule.getString("definition_json"), receivers);
    }

    private static ProblemException unknown() {
        return ProblemException.notFound("No alert rule is known by this id.");
    }

    private static RuleItem item(Row row) {
        return new RuleItem(row.getUUID("rule_id"), row.getString("name"), row.getString("kind"),
                row.getString("agent_id"), row.getBoolean("enabled"), Times.instant(row, "muted_until"),
                row.getString("state"), Times.instant(row, "since"), row.getDouble("value"), row.getDouble("threshold"),
                Times.instant(row, "evaluated_at"), row.getBoolean("failed"), row.getUUID("event_id"),
                Times.instant(row, "created_at"), Times.instant(row, "updated_at"));
    }
}
