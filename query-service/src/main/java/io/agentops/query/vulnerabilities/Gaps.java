package io.agentops.query.vulnerabilities;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.agentops.contract.agent.Heartbeat.Configuration;

/** What could not be judged: without it, no finding would read like safety. */
final class Gaps {

    private static final int MOST_TYPES = 20;

    private final Observed seen;
    private final List<String> gaps = new ArrayList<>();

    private Gaps(Observed seen) {
        this.seen = seen;
    }

    static List<String> of(Observed seen) {
        Gaps gaps = new Gaps(seen);
        gaps.runs();
        gaps.guardrails();
        gaps.configuration();
        return List.copyOf(gaps.gaps);
    }

    private void runs() {
        Labels labels = seen.labels();
        if (labels.runs() == 0) {
            gaps.add(
                    "No runs of this agent's name started in this time: nothing is known of its guardrails, tools and content.");
        } else if (!labels.complete()) {
            gaps.add("Only the newest %,d runs were read, the oldest of which started at %s.".formatted(labels.runs(),
                    labels.oldest()));
        }
        if (labels.isCut()) {
            gaps.add("Of the names of tools, failures and guardrails only the %,d most frequent were read."
                    .formatted(Labels.MOST));
        }
        if (labels.runs() > seen.content().looked()) {
            gaps.add("Whether content is stored was looked up in the newest %,d runs only."
                    .formatted(seen.content().looked()));
        }
    }

    private void guardrails() {
        List<String> types = seen.labels().guardrailTypes();
        if (types.isEmpty() && seen.labels().runs() > 0) {
            gaps.add("No guardrail event is recorded: attacks and leaks would not show.");
        }
        List<String> unknown = types.stream().filter(type -> Topic.of(type).isEmpty() && !Topic.isOther(type)).toList();
        if (!unknown.isEmpty()) {
            gaps.add("Guardrails whose names no rule knows, or that several may mean: %s%s.".formatted(
                    String.join(", ", unknown.subList(0, Math.min(MOST_TYPES, unknown.size()))),
                    unknown.size() > MOST_TYPES ? " and %,d more".formatted(unknown.size() - MOST_TYPES) : ""));
        }
        if (seen.guardrailsCut()) {
            gaps.add("There are more guardrail events than are read: those of the newest runs were.");
        }
    }

    private void configuration() {
        Optional<Configuration> told = seen.configuration();
        if (told.isEmpty()) {
            gaps.add(seen.agent().heardAt().isBefore(seen.window().since())
                    ? "The last heartbeat came before this time: the configuration was not judged."
                    : "The last heartbeat tells nothing of configuration: access, faults, version and the way to the platform were not judged.");
            return;
        }
        if (told.get().access() == null) {
            gaps.add("The sidecar does not tell whether callers say who they are.");
        } else if (told.get().access().answered() == 0) {
            gaps.add(
                    "The agent answered no request through its sidecar since %s: whether callers say who they are is not known."
                            .formatted(told.get().access().since()));
        }
        if (seen.platform().isEmpty()
                || Optional.ofNullable(told.get().sidecarVersion()).flatMap(Release::of).isEmpty()) {
            gaps.add("The versions of sidecar and platform cannot be compared.");
        }
    }
}
