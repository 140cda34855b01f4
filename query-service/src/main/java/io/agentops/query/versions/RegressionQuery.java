package io.agentops.query.versions;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import io.agentops.query.inference.Mean;
import io.agentops.query.inference.Share;
import io.agentops.query.page.Page;
import io.agentops.query.page.Reads;
import io.agentops.query.page.Times;
import io.agentops.query.stats.Histogram;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;

/** Finds regressions. */
@ApplicationScoped
class RegressionQuery {

    private static final int MOST_VERSIONS = 2_000;
    private static final int MOST_EXAMPLES = 3;

    private final Reads reads;

    RegressionQuery(Reads reads) {
        this.reads = reads;
    }

    private record Key(String agent, String environment, String version) {}

    private record Version(Key key, String previous, Instant firstSeen, Evidence evidence) {

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
                    new Evidence(new Share(row.getLong("succeeded"), runs), latency, cost, runs));
        }
    }

    Uni<RegressionList> page(String projectId, RegressionFilter.Asked asked) {
        return reads.rows(RegressionSql.versions(projectId, asked, MOST_VERSIONS + 1))
                .flatMap(rows -> page(projectId, asked, pairs(rows)));
    }

    private Uni<RegressionList> page(String projectId, RegressionFilter.Asked asked, List<VersionPair> pairs) {
        boolean truncated = pairs.size() > MOST_VERSIONS;
        List<VersionPair> compared = truncated ? pairs.subList(0, MOST_VERSIONS) : pairs;
        Regressions regressions = new Regressions(compared);
        Page<Regressions.Found> page = Page.of(
                regressions.found().stream()
                        .filter(found -> asked.after().map(place -> found.place().compareTo(place) > 0).orElse(true))
                        .limit(asked.limit() + 1L).toList(),
                asked.limit(), last -> last.place().cursor(asked.span(), asked.fingerprint()));
        return failing(projectId, asked, page.items())
                .map(failing -> new RegressionList(asked.span().since(), asked.span().until(), compared.size(),
                        regressions.tests(), truncated, RegressionList.Criteria.ALL,
                        page.items().stream().map(found -> RegressionList.Item.of(found,
                                failing.getOrDefault(key(found.pair()), List.of()))).toList(),
                        page.nextCursor()));
    }

    /** Those that are to be compared, the newest first. */
    private static List<VersionPair> pairs(RowSet<Row> rows) {
        Map<Key, Version> versions = new HashMap<>();
        rows.forEach(row -> {
            Version version = Version.of(row);
            versions.put(version.key, version);
        });
        return versions.values().stream().filter(version -> version.previous != null)
                .map(version -> pair(version, versions.get(
                        new Key(version.key.agent, version.key.environment, version.previous))))
                .sorted(Comparator.comparing(VersionPair::firstSeen).reversed().thenComparing(VersionPair::agent)
                        .thenComparing(VersionPair::environment).thenComparing(VersionPair::version))
                .toList();
    }

    private static VersionPair pair(Version version, Version before) {
        return new VersionPair(version.key.agent, version.key.environment, version.key.version, version.previous,
                version.firstSeen, before.evidence, version.evidence);
    }

    private Uni<Map<Key, List<String>>> failing(String projectId, RegressionFilter.Asked asked,
            List<Regressions.Found> items) {
        List<VersionPair> versions = items.stream().map(Regressions.Found::pair).distinct().toList();
        if (versions.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return reads.rows(RegressionSql.failing(projectId, versions, asked.span().until(), MOST_EXAMPLES))
                .map(rows -> {
                    Map<Key, List<String>> failing = new HashMap<>();
                    rows.forEach(row -> failing
                            .computeIfAbsent(new Key(row.getString("agent"), row.getString("environment"),
                                    row.getString("version")), key -> new ArrayList<>())
                            .add(row.getString("run_id")));
                    return failing;
                });
    }

    private static Key key(VersionPair pair) {
        return new Key(pair.agent(), pair.environment(), pair.version());
    }
}
