package io.agentops.query.versions;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.agentops.http.ProblemException;
import io.agentops.query.page.Reads;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;

/** Compares two versions of an agent. */
@ApplicationScoped
class VersionDiffQuery {

    /** All that are tested together, of which fewer are shown. */
    private static final int MOST_FAILURES = 1_000;

    private static final Logger LOG = Logger.getLogger(VersionDiffQuery.class);

    private final Reads reads;

    VersionDiffQuery(Reads reads) {
        this.reads = reads;
    }

    private record Pair(VersionFigures from, VersionFigures to) {}

    /** Fails with a 404 that says whether the agent or which version is not known in this time. */
    Uni<VersionDiff> of(String projectId, VersionDiffFilter.Asked asked) {
        return reads.rows(VersionDiffSql.figures(projectId, asked)).flatMap(rows -> pair(projectId, asked, rows))
                .flatMap(pair -> compare(projectId, asked, pair));
    }

    private Uni<Pair> pair(String projectId, VersionDiffFilter.Asked asked, RowSet<Row> rows) {
        VersionFigures from = null;
        VersionFigures to = null;
        for (Row row : rows) {
            VersionFigures figures = VersionFigures.of(row);
            if (figures.version().equals(asked.from())) {
                from = figures;
            } else {
                to = figures;
            }
        }
        if (from != null && to != null) {
            return Uni.createFrom().item(new Pair(from, to));
        }
        if (from == null && to == null) {
            return reads.rows(VersionDiffSql.agent(projectId, asked))
                    .flatMap(found -> unknown(found.iterator().next().getBoolean("known")
                            ? "the versions from and to of this agent"
                            : "this agent"));
        }
        return unknown("the version " + (from == null ? "from" : "to") + " of this agent");
    }

    private static Uni<Pair> unknown(String what) {
        return Uni.createFrom()
                .failure(ProblemException.notFound("No ended run of " + what + " started in this time."));
    }

    private Uni<VersionDiff> compare(String projectId, VersionDiffFilter.Asked asked, Pair pair) {
        return Uni.combine().all()
                .unis(reads.rows(VersionDiffSql.failures(projectId, asked, MOST_FAILURES)),
                        reads.collected(VersionDiffSql.sample(projectId, asked, pair.from, pair.to),
                                Sample.collector()).map(Optional::of)
                                .onFailure(Reads::isUnanswered).recoverWithItem(failure -> {
                                    LOG.warnf("Versions are compared without a sample: %s", failure);
                                    return Optional.empty();
                                }))
                .asTuple().emitOn(Infrastructure.getDefaultWorkerPool())
                .map(read -> diff(asked, pair, read.getItem1(), read.getItem2()));
    }

    private static VersionDiff diff(VersionDiffFilter.Asked asked, Pair pair, RowSet<Row> failures,
            Optional<Sample> read) {
        Sample sample = read.orElseGet(Sample::new);
        List<VersionDiff.MetricChange> changes = Change
                .all(sample.evidenceBefore(pair.from), sample.evidenceAfter(pair.to)).stream()
                .map(VersionDiff.MetricChange::of).toList();
        return new VersionDiff(asked.agent(), asked.environment().orElse(null), asked.span().since(),
                asked.span().until(), pair.from.view(), pair.to.view(),
                new VersionDiff.Sampled(Sample.MOST_RUNS, sample.runsBefore(), sample.runsAfter(), read.isPresent()),
                changes,
                failures(pair, failures), tools(sample), sample.contrast());
    }

    private static List<VersionDiff.FailureChange> failures(Pair pair, RowSet<Row> rows) {
        List<Row> found = rows.stream().toList();
        // Runs that landed after the figures were read are not among theirs.
        List<ShareChange> changes = ShareChange.of(
                found.stream().map(row -> new ShareChange.Counts(Math.min(row.getLong("before"), pair.from.runs()),
                        Math.min(row.getLong("after"), pair.to.runs()))).toList(),
                pair.from.runs(), pair.to.runs());
        List<VersionDiff.FailureChange> failures = new ArrayList<>();
        for (int i = 0; i < Math.min(VersionDiff.MOST, changes.size()); i++) {
            Row row = found.get(i);
            failures.add(new VersionDiff.FailureChange(row.getString("name"), row.getString("code"), changes.get(i)));
        }
        return failures;
    }

    private static List<VersionDiff.ToolChange> tools(Sample sample) {
        List<Sample.ToolRuns> found = sample.failedTools();
        // Figures are kept longer than the runs themselves.
        if (Math.min(sample.runsBefore(), sample.runsAfter()) == 0) {
            return List.of();
        }
        List<ShareChange> changes = ShareChange.of(
                found.stream().map(tool -> new ShareChange.Counts(tool.before(), tool.after())).toList(),
                sample.runsBefore(), sample.runsAfter());
        List<VersionDiff.ToolChange> tools = new ArrayList<>();
        for (int i = 0; i < Math.min(VersionDiff.MOST, changes.size()); i++) {
            tools.add(new VersionDiff.ToolChange(found.get(i).tool(), changes.get(i)));
        }
        return tools;
    }
}
