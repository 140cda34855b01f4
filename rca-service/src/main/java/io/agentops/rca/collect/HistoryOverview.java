package io.agentops.rca.collect;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

import io.agentops.rca.history.GroupHistory.Spread;
import io.agentops.rca.history.Rate;
import io.agentops.rca.history.Timeline;
import io.agentops.rca.history.Timeline.Hour;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;

/**
 * The runs of an agent by the hour and version.
 *
 * @param asOf up to when runs count: the start of the run, or of its hour where that has too many runs to look at each
 * @param groupRunsOfHour runs of the group that started in the hour of the run, in all environments
 * @param unfinished runs that still go on
 * @param gaps what was left out because there is too much, in words for the report
 */
record HistoryOverview(
        Timeline timeline,
        Instant asOf,
        long groupRunsOfHour,
        List<Unfinished> unfinished,
        List<String> gaps) {

    /** Runs of a version, null where they tell none, that started in an hour and still go on. */
    record Unfinished(String version, Instant hour, long runs) {}

    static HistoryOverview of(HistoryScope scope, RowSet<Row> figures, RowSet<Row> runsOfHour, RowSet<Row> running,
            CollectConfig bounds) {
        List<String> gaps = new ArrayList<>();
        List<Hour> hours = hours(figures, bounds.historyRows(), gaps);
        Instant hour = scope.hour().toInstant();
        boolean tooBusy = runsOfHour.stream().mapToLong(row -> row.getLong("runs")).sum() > bounds.runsOfHour();
        if (!tooBusy) {
            runsOfHour.stream().filter(row -> row.getBoolean("here")).forEach(row -> hours.add(hour(hour, row)));
        }
        List<Unfinished> unfinished = running.stream()
                .map(row -> new Unfinished(row.getString("agent_version"), start(row), row.getLong("runs")))
                .filter(runs -> !tooBusy || runs.hour.isBefore(hour)).toList();
        long ofGroup = tooBusy ? 1 : runsOfHour.stream().mapToLong(row -> row.getLong("in_group")).sum();
        return new HistoryOverview(new Timeline(hours), tooBusy ? hour : scope.startedAt().toInstant(), ofGroup,
                unfinished, List.copyOf(gaps));
    }

    /** The latest hours; where there is more than may be read, without the one in which that ends, which may not be whole. */
    private static List<Hour> hours(RowSet<Row> figures, int most, List<String> gaps) {
        List<Hour> hours = new ArrayList<>();
        figures.forEach(row -> hours.add(hour(start(row), row)));
        if (hours.size() > most) {
            Instant last = hours.get(hours.size() - 1).start();
            hours.removeIf(hour -> hour.start().equals(last));
            gaps.add("The agent has more than " + most + " hours and versions in 30 days; of its history only what came"
                    + " after the hour of " + last + " was looked at.");
        }
        return hours;
    }

    private static Instant start(Row row) {
        return row.getOffsetDateTime("hour").toInstant();
    }

    private static Hour hour(Instant start, Row row) {
        var failed = rate(row.getLong("failed"), row.getLong("runs"));
        var inGroup = rate(row.getLong("in_group"), row.getLong("runs"));
        return new Hour(start, row.getString("agent_version"), failed.runs(), failed.failed(), inGroup.failed());
    }

    /** Counts that do not fit each other, as they may be while a writer of an older version is at work, are cut to what does. */
    static Rate rate(long failed, long runs) {
        return new Rate(Math.max(0, Math.min(failed, runs)), runs);
    }

    /** Runs of a version that still go on, or of all where it is null, and started in some hours. */
    long unfinished(String version, Predicate<Instant> when) {
        return unfinished.stream().filter(runs -> version == null || version.equals(runs.version))
                .filter(runs -> when.test(runs.hour)).mapToLong(Unfinished::runs).sum();
    }

    /**
     * How the group came up among the runs of a version, or of all where it is null.
     *
     * @param hour in which it first occurred
     * @param first with its moment, and the runs of that hour from then on; empty where these cannot be looked at
     */
    Spread spread(String version, Instant hour, Optional<Row> first) {
        Rate all = timeline.inGroup(version, any -> true);
        Rate later = timeline.inGroup(version, hour::isBefore);
        Rate whole = timeline.inGroup(version, at -> !at.isBefore(hour));
        long runs = first.map(row -> row.getLong("runs") + later.runs()).orElse(whole.runs());
        boolean exact = first.isPresent() && runs >= whole.failed() && runs <= whole.runs();
        Rate since = exact ? new Rate(whole.failed(), runs) : whole;
        Instant moment = exact ? first.get().getOffsetDateTime("started_at").toInstant() : hour;
        return new Spread(moment, all.runs() - since.runs(), since,
                unfinished(version, at -> !at.isBefore(hour)));
    }
}
