package io.agentops.ingest.retention;

import java.time.LocalDate;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Who keeps what how long.
 *
 * @param days of a project that has none of its own
 * @param projects days by project id
 */
record Policy(int days, Map<String, Integer> projects, int deadLetterDays) {

    Policy {
        projects = Map.copyOf(projects);
        atLeastOne("agentops.retention.days", days);
        projects.forEach((project, own) -> atLeastOne("agentops.retention.projects.\"" + project + "\"", own));
        atLeastOne("agentops.dead-letters.days", deadLetterDays);
    }

    static Policy of(RetentionSettings settings, DeadLetterSettings deadLetters) {
        return new Policy(settings.days(), settings.projects(), deadLetters.days());
    }

    /** The first day that any project keeps. */
    LocalDate firstOfAny(LocalDate today) {
        return today.minusDays(all().max().orElse(days));
    }

    /** The first day that every project keeps. */
    LocalDate firstOfAll(LocalDate today) {
        return today.minusDays(all().min().orElse(days));
    }

    private IntStream all() {
        return IntStream.concat(IntStream.of(days), projects.values().stream().mapToInt(Integer::intValue));
    }

    private static void atLeastOne(String name, int days) {
        if (days < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, was " + days);
        }
    }
}
