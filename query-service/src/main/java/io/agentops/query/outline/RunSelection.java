package io.agentops.query.outline;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import io.agentops.query.page.Statement;
import io.agentops.query.page.Times;
import io.agentops.query.search.Search;
import io.agentops.query.search.Window;

/** Runs of one project that are meant, as a condition that any number of statements may have. */
public final class RunSelection {

    private final String projectId;
    private final String fingerprint;
    private final List<Consumer<Statement>> conditions = new ArrayList<>();
    private final List<String> facets = new ArrayList<>();
    private Optional<Instant> from = Optional.empty();
    private Optional<Instant> to = Optional.empty();
    private Optional<Search> search = Optional.empty();

    /** All runs of a project. */
    RunSelection(String projectId, String fingerprint) {
        this.projectId = projectId;
        this.fingerprint = fingerprint;
    }

    /** The same for selections that were asked for in the same words. */
    public String fingerprint() {
        return fingerprint;
    }

    void equal(String column, Optional<String> wanted) {
        wanted.ifPresent(value -> where(column + " = ?", value));
    }

    void facet(String facet) {
        where("r.facets @> ARRAY[?]", facet);
        facets.add(facet);
    }

    void hung(boolean wanted) {
        // The status, which a hung run has, lets the database begin with the few runs that have it.
        where(wanted ? "r.status = 'running' AND hung.since IS NOT NULL" : "hung.since IS NULL");
    }

    void from(Instant time) {
        from = Optional.of(time);
    }

    void to(Instant time) {
        to = Optional.of(time);
    }

    /** To be looked for since {@link #from}, which must be known. */
    void search(Search wanted) {
        search = Optional.of(wanted);
        facets.addAll(wanted.facets());
    }

    /** The parts of time that are to be looked through one after the other, the latest first. */
    List<Slice> slices(Optional<RunPlace> after) {
        boolean isOrdered = search.isEmpty() && facets.isEmpty();
        return isOrdered
                ? List.of(new Slice(from, to))
                : Slice.between(from.orElseThrow(), to,
                        after.map(place -> place.startedAt().toInstant()).or(() -> to).orElseGet(Instant::now));
    }

    /** Adds the condition on the row of a run {@code r} and its join {@code hung}. */
    void addTo(Statement statement, Slice slice) {
        statement.add(" WHERE r.project_id = ?", projectId);
        conditions.forEach(condition -> condition.accept(statement));
        slice.from().ifPresent(time -> statement.add(" AND r.started_at >= ? AND r.day >= ?", Times.utc(time),
                Window.firstDay(time)));
        slice.to().ifPresent(time -> statement.add(" AND r.started_at < ?", Times.utc(time)));
        search.ifPresent(
                wanted -> wanted.addTo(statement.add(" AND "), projectId, new Window(slice.from().orElseThrow())));
    }

    boolean hasFacets() {
        return !facets.isEmpty();
    }

    /** Adds a query for the keys of some runs of a page that have all facets, in no order. */
    void addOfFacets(Statement statement, Slice slice, Optional<RunPlace> after, long most) {
        statement.add("SELECT f.day, f.run_id FROM run f WHERE f.project_id = ? AND f.day >= ?", projectId,
                Window.firstDay(slice.from().orElseThrow()));
        statement.add(" AND f.started_at >= ?", Times.utc(slice.from().orElseThrow()));
        slice.to().ifPresent(time -> statement.add(" AND f.started_at < ?", Times.utc(time)));
        after.ifPresent(place -> statement.add(" AND f.started_at <= ?", place.startedAt()));
        facets.forEach(facet -> statement.add(" AND f.facets @> ARRAY[?]", facet));
        statement.add(" LIMIT ?", most);
    }

    private void where(String condition, Object... values) {
        conditions.add(statement -> statement.add(" AND ").add(condition, values));
    }
}
