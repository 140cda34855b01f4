package io.agentops.ingest.limits;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Who may send how much. */
final class Rates {

    private static final String PREFIX = "agentops.limits";

    private final Optional<Rate> ofOthers;
    private final Map<String, Rate> projects = new HashMap<>();

    /**
     * As it is set.
     *
     * @throws IllegalArgumentException naming a setting that is out of its bounds
     */
    Rates(LimitSettings settings) {
        if (settings.rate().isEmpty() && settings.burst().isPresent()) {
            throw new IllegalArgumentException(PREFIX + ".burst needs " + PREFIX + ".rate");
        }
        ofOthers = settings.rate().isPresent()
                ? Optional.of(Rate.of(PREFIX, settings.rate().getAsDouble(), settings.burst()))
                : Optional.empty();
        settings.projects().forEach((project, own) -> projects.put(project,
                Rate.of(PREFIX + ".projects.\"" + project + "\"", own.rate(), own.burst())));
    }

    /** Empty where there is no limit. */
    Optional<Rate> of(String project) {
        Rate own = projects.get(project);
        return own == null ? ofOthers : Optional.of(own);
    }

    /** Whether no project has a limit. */
    boolean isEmpty() {
        return ofOthers.isEmpty() && projects.isEmpty();
    }
}
