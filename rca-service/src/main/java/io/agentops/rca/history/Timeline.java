package io.agentops.rca.history;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How the runs of one agent in one environment ended, by the hour and version. The order of the hours does not matter. */
public final class Timeline {

    /** From its last runs before a version one sees what the agent was. */
    private static final Duration LAST_DAY = Duration.ofDays(1);

    private final List<Hour> hours;

    /**
     * Runs that started in one hour.
     *
     * @param version null for runs that tell none
     * @param failed those that failed, in whatever way
     * @param inGroup those that failed the way the run under analysis did
     */
    public record Hour(
            Instant start,
            String version,
            long runs,
            long failed,
            long inGroup) {}

    /**
     * Which version to compare with, and in which hours.
     *
     * @param sideBySide whether {@code hours} are only those in which both ran
     */
    public record Comparison(
            String previous,
            boolean sideBySide,
            Set<Instant> hours) {}

    public Timeline(List<Hour> hours) {
        this.hours = List.copyOf(hours);
    }

    /** The hour of the first run of a version, or of any where it is null. */
    public Optional<Instant> first(String version) {
        return starts(of(version)).min(Comparator.naturalOrder());
    }

    /** The hour in which the failure first occurred in a version, or in any where it is null. */
    public Optional<Instant> firstInGroup(String version) {
        return starts(of(version).and(hour -> hour.inGroup > 0)).min(Comparator.naturalOrder());
    }

    /** Runs of a version, or of all where it is null, and how many of them failed the same way. */
    public Rate inGroup(String version, Predicate<Instant> when) {
        return sum(of(version).and(hour -> when.test(hour.start)), true);
    }

    /** Runs of a version, and how many of them failed. */
    public Rate failed(String version, Predicate<Instant> when) {
        return sum(of(version).and(hour -> when.test(hour.start)), false);
    }

    /** Runs of other versions than this one, and how many of them failed the same way. */
    public Rate inGroupOfOthers(String version, Predicate<Instant> when) {
        return sum(of(version).negate().and(hour -> when.test(hour.start)), true);
    }

    /**
     * What a version is to be compared with; empty where no other was there before it. Of versions that ran side by side for most of the
     * time, the hours in which both did are compared, since whatever else changed with time is the same for both there.
     */
    public Optional<Comparison> comparison(String version) {
        return previous(version).map(previous -> {
            Set<Instant> shared = starts(of(version)).collect(Collectors.toCollection(HashSet::new));
            shared.retainAll(starts(of(previous)).collect(Collectors.toSet()));
            boolean sideBySide = 2 * failed(version, shared::contains).runs() >= failed(version, any -> true).runs()
                    && failed(previous, shared::contains).runs() >= RateRise.ENOUGH_RUNS;
            Set<Instant> all = starts(any -> true).collect(Collectors.toSet());
            return new Comparison(previous, sideBySide, sideBySide ? shared : all);
        });
    }

    /** The version with most runs in the last day of runs before this one came, if possible one with enough of them. */
    private Optional<String> previous(String version) {
        Instant begun = first(version).orElse(Instant.MIN);
        List<Hour> before = hours.stream().filter(hour -> hour.version != null && hour.start.isBefore(begun)).toList();
        Optional<Instant> last = before.stream().map(Hour::start).max(Comparator.naturalOrder());
        if (last.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Long> everywhere = runs(hours);
        Map<String, Long> lately = runs(
                before.stream().filter(hour -> hour.start.isAfter(last.get().minus(LAST_DAY))).toList());
        return lately.entrySet().stream()
                .max(Comparator
                        .comparing((Map.Entry<String, Long> entry) -> everywhere
                                .get(entry.getKey()) >= RateRise.ENOUGH_RUNS)
                        .thenComparing(Map.Entry::getValue).thenComparing(Map.Entry::getKey))
                .map(Map.Entry::getKey);
    }

    private static Map<String, Long> runs(List<Hour> hours) {
        Map<String, Long> runs = new HashMap<>();
        hours.forEach(hour -> runs.merge(hour.version, hour.runs, Long::sum));
        return runs;
    }

    private static Predicate<Hour> of(String version) {
        return hour -> version == null || Objects.equals(hour.version, version);
    }

    private Stream<Instant> starts(Predicate<Hour> wanted) {
        return hours.stream().filter(wanted).map(Hour::start);
    }

    private Rate sum(Predicate<Hour> wanted, boolean inGroup) {
        return hours.stream().filter(wanted).map(hour -> new Rate(inGroup ? hour.inGroup : hour.failed, hour.runs))
                .reduce(Rate.NONE, Rate::plus);
    }
}
