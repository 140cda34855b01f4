package io.agentops.query.vulnerabilities;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What guardrails noticed: a rule for each topic and what became of it. */
final class GuardrailRules {

    private static final List<Outcome> FOUND = List.of(Outcome.LET_THROUGH, Outcome.UNTOLD, Outcome.STOPPED);
    private static final String TELL = " Let the guardrail begin its message with a verdict, such as deny, modify or warn.";

    private GuardrailRules() {}

    static List<Rule> all() {
        List<Rule> rules = new ArrayList<>();
        for (Topic topic : Topic.values()) {
            for (Outcome outcome : FOUND) {
                rules.add(seen -> judge(seen, topic, outcome));
            }
        }
        return rules;
    }

    private static Optional<Finding> judge(Observed observed, Topic topic, Outcome outcome) {
        return observed.guardrails().stream()
                .filter(noticed -> noticed.topic() == topic && noticed.outcome() == outcome).findFirst()
                .map(noticed -> new Finding(topic.id() + "-" + outcome.suffix(), topic.title() + words(outcome),
                        topic.severity().lowered(outcome.lowers()), topic.owasp(),
                        "Guardrail events: %,d, in runs: %,d.".formatted(noticed.seen().total(), noticed.seen().runs()),
                        Evidence.ofRuns(noticed.seen(), Map.of()),
                        outcome == Outcome.UNTOLD ? topic.advice() + TELL : topic.advice()));
    }

    private static String words(Outcome outcome) {
        return switch (outcome) {
            case LET_THROUGH -> " was noticed and let through";
            case STOPPED -> " was noticed and stopped";
            default -> " was noticed, and nothing tells what became of it";
        };
    }
}
