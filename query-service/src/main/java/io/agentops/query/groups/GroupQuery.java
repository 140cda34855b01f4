package io.agentops.query.groups;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.agentops.http.ProblemException;
import io.agentops.query.page.Page;
import io.agentops.query.page.Reads;
import io.agentops.query.page.Times;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;

/** Finds groups of runs that failed the same way. */
@ApplicationScoped
class GroupQuery {

    private static final int PARTS_IN_LIST = 30;
    private static final int EXAMPLES_IN_LIST = 3;
    private static final int PARTS = 200;
    private static final int EXAMPLES = 20;

    private final Reads reads;

    GroupQuery(Reads reads) {
        this.reads = reads;
    }

    /** Groups with runs that count. */
    Uni<Page<FailureGroup>> page(String projectId, GroupFilter filter, Span span, Optional<GroupPlace> after,
            int limit) {
        Duration part = span.part(PARTS_IN_LIST);
        return reads.rows(GroupSql.page(projectId, filter, span, after, limit + 1L, part, EXAMPLES_IN_LIST))
                .map(rows -> {
                    Page<Row> page = Page.of(rows.stream().toList(), limit,
                            last -> new GroupPlace(span, last.getLong("sort_key"), last.getString("group_id"))
                                    .cursor(filter));
                    return new Page<>(page.items().stream().map(row -> group(row, span, part)).toList(),
                            page.nextCursor());
                });
    }

    /** One group; fails with a 404 where it is not known. */
    Uni<FailureGroup> find(String projectId, String groupId, GroupFilter filter, Span span) {
        Duration part = span.part(PARTS);
        return reads.rows(GroupSql.one(projectId, groupId, filter, span, part, EXAMPLES))
                .map(rows -> rows.stream().findFirst().map(row -> group(row, span, part))
                        .orElseThrow(GroupQuery::unknown));
    }

    static ProblemException unknown() {
        return ProblemException.notFound("No failure group is known by this id.");
    }

    private static FailureGroup group(Row row, Span span, Duration part) {
        String[] examples = row.getArrayOfStrings("example_runs");
        return new FailureGroup(row.getString("group_id"), row.getString("now_state"), row.getString("agent_name"),
                row.getString("failure_type"), row.getString("failure_code"), row.getString("step_type"),
                row.getString("tool_name"), row.getString("error_class"), row.getString("message"),
                row.getLong("count"),
                Times.instant(row, "first_seen"), Times.instant(row, "last_seen"), versions(row),
                trend(row, span, part),
                examples == null ? List.of() : List.of(examples), Times.instant(row, "resolved_at"),
                row.getString("resolved_in_version"), Times.instant(row, "muted_until"), row.getString("note"));
    }

    private static List<FailureGroup.Version> versions(Row row) {
        List<FailureGroup.Version> versions = new ArrayList<>();
        String[] names = row.getArrayOfStrings("versions");
        Long[] counts = row.getArrayOfLongs("version_counts");
        for (int i = 0; names != null && i < names.length; i++) {
            versions.add(new FailureGroup.Version(names[i], counts[i]));
        }
        return versions;
    }

    private static List<FailureGroup.Part> trend(Row row, Span span, Duration length) {
        Map<Instant, Long> found = new HashMap<>();
        OffsetDateTime[] starts = row.getArrayOfOffsetDateTimes("part_starts");
        Long[] counts = row.getArrayOfLongs("part_counts");
        for (int i = 0; starts != null && i < starts.length; i++) {
            found.put(starts[i].toInstant(), counts[i]);
        }
        List<FailureGroup.Part> trend = new ArrayList<>();
        for (Instant start = span.from(); start.isBefore(span.to()); start = start.plus(length)) {
            trend.add(new FailureGroup.Part(start, found.getOrDefault(start, 0L)));
        }
        return trend;
    }
}
