package io.agentops.query.versions;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.agentops.query.inference.Mean;
import io.agentops.query.inference.Share;
import io.agentops.query.page.Page;
import io.agentops.query.page.Reads;
import io.agentops.query.page.Times;
import io.agentops.query.stats.Histogram;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;

/** Finds regressions. */
@ApplicationScoped
class RegressionQuery {

    private static final int MOST_VERSIONS = 2_000;
    private static final int MOST_EXAMPLES = 3;
    private static final double PERCENT = 100;
    private static final Comparator<Version> NEWEST_FIRST = Comparator.comparing(Version::firstSeen).reversed()
            .thenComparing(version -> version.key.agent).thenComparing(version -> version.key.environment)
            .thenComparing(version -> version.key.version);
    private static final Logger LOG = Logger.getLogger(RegressionQuery.class);

    private final Reads reads;

    RegressionQuery(Reads reads) {
        this.reads = reads;
    }

    private record Key(String agent, String environment, String version) {}

    private record Version(Key key, String previous, Instant firstSeen, Instant lastSeen, long running,
            Evidence evidence) {

        static Version of(Row row) {
            Histogram latency = new Histogram();
            latency.add(row.getArrayOfIntegers("buckets"), row.getArrayOfLongs("counts"));
            long runs = row.getLong("total");
            int hours = row.getInteger("hours");
            Mean cost = hours < Regressions.MINIMUM_COST_HOURS
                    ? null
                    : Mean.ofClusters(row.getDouble("cost"), runs, row.getDouble("squares"), hours);
            return new Version(
                    new Key(row.getString("agent"), row.getString("environment"), row.getString("version")),
                    row.getString("previous"), Times.instant(row, "first_seen"),
                    Times.instant(row, "last_seen"), row.getLong("running"),
                    new Evidence(new Share(row.getLong("succeeded"), runs), latency, cost, runs));
        }

        boolean isFinished() {
            return PERCENT * running <= Regressions.MAXIMUM_RUNNING_PERCENT * (running + evidence.successes().total());
        }
    }

    /** Of the newest versions, those that are to be compared, and how many cannot be. */
    private record Newest(List<VersionPair> pairs, int unfinished, boolean truncated) {}

    Uni<RegressionList> page(String projectId, RegressionFilter.Asked asked) {
        return reads.rows(RegressionSql.versions(projectId, asked, MOST_VERSIONS + 1))
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .flatMap(rows -> page(projectId, asked, newest(rows)));
    }

    private Uni<RegressionList> page(String projectId, RegressionFilter.Asked asked, Newest newest) {
        Regressions regressions = new Regressions(newest.pairs);
        Page<Regressions.Found> page = Page.of(
                regressions.found().stream()
                        .filter(found -> asked.after().map(place -> found.place().compareTo(place) > 0).orElse(true))
                        .limit(asked.limit() + 1L).toList(),
                asked.limit(), last -> last.place().cursor(asked.span(), asked.fingerprint()));
        return failing(projectId, page.items())
                .map(failing -> new RegressionList(asked.span().since(), asked.span().until(), newest.pairs.size(),
                        newest.unfinished, regressions.tests(), newest.truncated, RegressionList.Criteria.ALL,
                        page.items().stream().map(found -> RegressionList.Item.of(found,
                                failing.getOrDefault(key(found.pair()), List.of()))).toList(),
                        page.nextCursor()));
    }

    private static Newest newest(RowSet<Row> rows) {
        Map<Key, Version> versions = new HashMap<>();
        rows.forEach(row -> {
            Version version = Version.of(row);
            versions.put(version.key, version);
        });
        List<Version> found = versions.values().stream().filter(version -> version.previous != null)
                .sorted(NEWEST_FIRST).toList();
        List<Version> newest = found.subList(0, Math.min(MOST_VERSIONS, found.size()));
        List<VersionPair> pairs = new ArrayList<>();
        for (Version version : newest) {
            Version before = versions.get(new Key(version.key.agent, version.key.environment, version.previous));
            if (version.isFinished() && before.isFinished()) {
                pairs.add(pair(version, before));
            }
        }
        return new Newest(pairs, newest.size() - pairs.size(), newest.size() < found.size());
    }

    private static VersionPair pair(Version version, Version before) {
        return new VersionPair(version.key.agent, version.key.environment, version.key.version, version.previous,
                version.firstSeen, version.lastSeen, before.evidence, version.evidence);
    }

    private Uni<Map<Key, List<String>>> failing(String projectId, List<Regressions.Found> items) {
        List<VersionPair> versions = items.stream().map(Regressions.Found::pair).distinct().toList();
        if (versions.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return reads.rows(RegressionSql.failing(projectId, versions, MOST_EXAMPLES))
                .map(rows -> {
                    Map<Key, List<String>> failing = new HashMap<>();
                    rows.forEach(row -> failing
                            .computeIfAbsent(new Key(row.getString("agent"), row.getString("environment"),
                                    row.getString("version")), key -> new ArrayList<>())
                            .add(row.getString("run_id")));
                    return failing;
                })
                .onFailure(Reads::isUnanswered).recoverWithItem(failure -> {
                    LOG.warnf("Regressions are shown without runs: %s", failure);
                    return Map.of();
                });
    }

    private static Key key(VersionPair pair) {
        return new Key(pair.agent(), pair.environment(), pair.version());
    }
}
