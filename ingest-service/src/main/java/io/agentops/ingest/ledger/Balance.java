package io.agentops.ingest.ledger;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tells from one moment to the next what is missing. What doors had accepted at a moment must be counted once the writers are
 * past all that was acknowledged then. Messages that came later hide a loss of their hour while they are counted but not yet
 * flushed as accepted: it shows when the traffic pauses, or when the hour is over.
 */
final class Balance {

    private static final int MOST_WORDS = 10;

    private final Map<Unit, Snapshot> waiting = new EnumMap<>(Unit.class);
    private final Map<Unit, Missing> ofDoors = new EnumMap<>(Unit.class);

    /**
     * What does not balance.
     *
     * @param total messages that were accepted and are nowhere, or offsets that were never counted, whichever are more
     * @param words which
     */
    record Missing(long total, List<String> words) {

        static final Missing NOTHING = new Missing(0, List.of());

        @Override
        public String toString() {
            return String.join("; ", words.subList(0, Math.min(words.size(), MOST_WORDS)));
        }
    }

    /** What is missing now; of doors whose messages are still in flight, what was missing last. */
    synchronized Missing take(Snapshot now) {
        long total = 0;
        List<String> words = new ArrayList<>();
        for (Unit unit : Unit.values()) {
            Missing messages = ofDoors(now, unit);
            Missing offsets = unread(now, unit);
            total += Math.max(messages.total, offsets.total);
            words.addAll(messages.words);
            words.addAll(offsets.words);
        }
        return new Missing(total, words);
    }

    private Missing ofDoors(Snapshot now, Unit unit) {
        Snapshot then = now.isPast(now, unit) ? now : waiting.computeIfAbsent(unit, first -> now);
        if (now.isPast(then, unit)) {
            ofDoors.put(unit, uncounted(then, now, unit));
            waiting.put(unit, now);
        }
        return ofDoors.getOrDefault(unit, Missing.NOTHING);
    }

    private static Missing uncounted(Snapshot then, Snapshot now, Unit unit) {
        Map<String, Long> byDoor = new TreeMap<>();
        then.doors().forEach((key, sums) -> {
            // Accounts that are not read now are too many or too old to be, and not empty.
            Snapshot.Sums counts = now.doors().get(key);
            long counted = counts == null ? sums.accepted() : counts.counted();
            if (key.unit() == unit && sums.accepted() > counted && !key.hour().toInstant().isBefore(now.since())) {
                byDoor.merge("accepted at the door %s for project %s".formatted(key.door(), key.project()),
                        sums.accepted() - counted, Long::sum);
            }
        });
        return missing(byDoor, "%d " + unit.wireName() + " %s are neither stored nor dead-lettered");
    }

    private static Missing unread(Snapshot now, Unit unit) {
        Map<String, Long> byPartition = new TreeMap<>();
        now.partitions().forEach((partition, progress) -> {
            if (partition.topic().equals(unit.topic()) && progress.unread() != 0) {
                byPartition.put(partition.toString(), Math.abs(progress.unread()));
            }
        });
        return missing(byPartition, "%d offsets of %s were passed without being counted once");
    }

    private static Missing missing(Map<String, Long> counts, String words) {
        return new Missing(counts.values().stream().mapToLong(Long::longValue).sum(),
                counts.entrySet().stream().map(one -> words.formatted(one.getValue(), one.getKey())).toList());
    }
}
