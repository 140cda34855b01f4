package io.agentops.localstack.drill;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Finds the label of a fault in what the platform stored of a run: whoever explains runs must not have seen it. */
final class LeakCheck {

    /** Who asks for the drill's faults, a word that is nowhere else. */
    static final String OWNER = "agentops-drill";

    private static final List<String> LABELS = List.of(OWNER, "x-fault-injected", "fault_injected",
            "fault was injected",
            "fault injection");

    private LeakCheck() {}

    /**
     * Searches texts.
     *
     * @param faultId of the fault under which the run was made
     * @return what was found, empty where nothing was
     */
    static List<String> search(String faultId, List<String> texts) {
        String all = String.join("\n", texts).toLowerCase(Locale.ROOT);
        return Stream.concat(LABELS.stream(), Stream.of(faultId)).filter(
                label -> all.contains(label.toLowerCase(Locale.ROOT))).toList();
    }
}
