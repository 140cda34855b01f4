package io.agentops.query.outline;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.agentops.query.live.HungRuns;
import io.agentops.query.page.Page;
import io.agentops.query.page.Reads;
import io.agentops.query.page.Statement;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;

/** Finds the runs of a list. */
@ApplicationScoped
public class RunListQuery {

    /**
     * How many runs are sorted rather than looked for in the order of the list. The database cannot tell how rare a facet is:
     * of a rare one it would look through all runs of the window.
     */
    private static final long FEW = 20_000;
    private static final String OF_FEW = " AND (SELECT count(*) FROM few) <= ? AND (r.day, r.run_id) IN (SELECT day, run_id FROM few)";
    private static final String OF_MANY = " AND (SELECT count(*) FROM few) > ?";

    /** For all statements of a page together, each of which has a limit of its own. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Reads reads;
    private final HungRuns hungRuns;

    RunListQuery(Reads reads, HungRuns hungRuns) {
        this.reads = reads;
        this.hungRuns = hungRuns;
    }

    /** Those that started last first; those that started at once by their ids. */
    Uni<Page<RunItem>> page(RunSelection selection, Optional<RunPlace> after, int limit) {
        return rows(selection, after, "", limit + 1).map(rows -> {
            Page<Row> page = Page.of(rows, limit, last -> RunPlace.of(last).cursor(selection));
            return new Page<>(page.items().stream().map(RunItem::of).toList(), page.nextCursor());
        });
    }

    /**
     * Rows for {@link RunItem#of} and {@link RunPlace#of} in the order of the list.
     *
     * @param more further columns of a run {@code r}, each after a comma
     */
    public Uni<List<Row>> rows(RunSelection selection, Optional<RunPlace> after, String more, int most) {
        return rows(new Asked(selection, after, more), selection.slices(after).iterator(), new LinkedHashMap<>(), most)
                .ifNoItem().after(PATIENCE).fail();
    }

    /** Found are rows by run: one that is told to have started earlier, between two statements, is found by both. */
    private Uni<List<Row>> rows(Asked asked, Iterator<Slice> slices, Map<String, Row> found, int most) {
        if (found.size() >= most || !slices.hasNext()) {
            return Uni.createFrom().item(() -> List.copyOf(found.values()));
        }
        return reads.rows(statement(asked, slices.next(), most - found.size())).chain(rows -> {
            rows.forEach(row -> found.putIfAbsent(row.getString("run_id"), row));
            return rows(asked, slices, found, most);
        });
    }

    private Statement statement(Asked asked, Slice slice, int most) {
        Statement statement = new Statement();
        if (asked.selection.hasFacets()) {
            statement.add("WITH few AS MATERIALIZED (");
            asked.selection.addOfFacets(statement, slice, asked.after, FEW + 1);
            statement.add(") SELECT * FROM ((");
            add(statement, asked, slice, most, OF_FEW, FEW);
            statement.add(") UNION ALL (");
            add(statement, asked, slice, most, OF_MANY, FEW);
            statement.add(")) AS r ORDER BY started_at DESC, run_id LIMIT ?", (long) most);
        } else {
            add(statement, asked, slice, most, "");
        }
        return statement;
    }

    private void add(Statement statement, Asked asked, Slice slice, int most, String condition, Object... values) {
        statement.add("SELECT " + RunItem.COLUMNS).add(asked.more).add(" FROM run r ").add(HungRuns.join("?"),
                hungRuns.seconds());
        asked.selection.addTo(statement, slice);
        statement.add(condition, values);
        asked.after.ifPresent(place -> place.addAfter(statement));
        statement.add(" ORDER BY r.started_at DESC, r.run_id LIMIT ?", (long) most);
    }

    private record Asked(RunSelection selection, Optional<RunPlace> after, String more) {}
}
