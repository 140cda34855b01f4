package io.agentops.query.vulnerabilities;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.agentops.contract.agent.Heartbeat.Access;
import io.agentops.contract.agent.Heartbeat.Configuration;
import io.agentops.query.vulnerabilities.Observed.Content;
import io.agentops.query.vulnerabilities.Observed.Denied;
import io.agentops.query.vulnerabilities.Observed.Noticed;

class AssessmentTest {

    private static final Instant UNTIL = Instant.parse("2026-03-08T00:00:00Z");
    private static final Window WINDOW = new Window(UNTIL.minusSeconds(7 * 86_400), UNTIL);
    private static final Sighting SEEN = new Sighting(3, 2, WINDOW.since(), UNTIL.minusSeconds(1), List.of("r2", "r1"),
            List.of());
    /** A sidecar of which nothing is to be said. */
    private static final Configuration SOUND = new Configuration("0.1.0", false, false, true, false, false,
            new Access(WINDOW.since(), 10, 0, null));

    private final Map<String, Long> labels = new LinkedHashMap<>();
    private String environment = "staging";
    private Instant heardAt = UNTIL;
    private Configuration configuration = SOUND;

    private Observed observed(Noticed... guardrails) {
        return new Observed(new Subject("a-0", "a", environment, "s-1", 7, heardAt, configuration), WINDOW,
                Release.of("0.1.0"), new Labels(2, true, WINDOW.since(), 0, labels), new Denied(null, Map.of()),
                new Content(2, null, 0, 0), List.of(guardrails), false, Map.of());
    }

    private static List<String> found(Observed observed) {
        return Assessment.of(observed).findings().stream()
                .map(finding -> finding.rule() + " " + finding.severity().wireName() + " " + finding.owasp().name())
                .toList();
    }

    @Test
    void anAgentOfWhichNothingIsSaidHasNoFindings() {
        labels.put("guardrail:schema_validation", 1L);
        VulnerabilityReport report = Assessment.of(observed());
        assertThat(report.findings()).isEmpty();
        assertThat(report.notLookedAt()).isEmpty();
        assertThat(report.severities()).containsOnly(Map.entry(Severity.CRITICAL, 0L), Map.entry(Severity.HIGH, 0L),
                Map.entry(Severity.MEDIUM, 0L), Map.entry(Severity.LOW, 0L));
    }

    @Test
    void guardrailsAreJudgedByTopicAndOutcomeAndTheWorstComesFirst() {
        Noticed[] all = Arrays.stream(Topic.values())
                .flatMap(topic -> Stream.of(Outcome.values()).map(outcome -> new Noticed(topic, outcome, SEEN)))
                .toArray(Noticed[]::new);
        assertThat(found(observed(all))).startsWith("data-exfiltration-let-through critical LLM02",
                "prompt-injection-let-through critical LLM01", "secret-let-through critical LLM02",
                "data-exfiltration-untold high LLM02").contains("prompt-injection-stopped medium LLM01",
                        "personal-data-untold medium LLM02", "ungrounded-answer-let-through medium LLM09",
                        "ungrounded-answer-stopped low LLM09", "unbounded-consumption-untold low LLM10",
                        "system-prompt-leak-let-through high LLM07", "unsafe-output-let-through high LLM05",
                        "poisoning-let-through high LLM04", "retrieval-access-let-through high LLM08",
                        "excessive-agency-let-through high LLM06")
                .hasSize(3 * Topic.values().length);
    }

    @ParameterizedTest
    @CsvSource({"true, unauthenticated-endpoint high LLM10", "false, unauthenticated-endpoint medium LLM10",
            ", unauthenticated-endpoint medium LLM10"})
    void callersWithoutCredentialsAreWorseFromOtherMachines(Boolean beyondLoopback, String expected) {
        configuration = new Configuration("0.1.0", false, beyondLoopback, true, false, false,
                new Access(WINDOW.since(), 10, 4, WINDOW.since()));
        assertThat(found(observed())).containsExactly(expected);
    }

    @Test
    void callersWithoutCredentialsOfLongAgoAreNoFinding() {
        configuration = new Configuration("0.1.0", false, true, true, false, false,
                new Access(WINDOW.since().minusSeconds(9), 10, 4, WINDOW.since().minusSeconds(1)));
        assertThat(found(observed())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "null", value = {
            "staging | 0.1.0 | true  | false | false | true  | platform-over-plain-http high LLM02",
            "staging | 0.1.0 | true  | false | false | false | platform-over-plain-http medium LLM02, no-project-key low LLM06",
            "staging | 0.1.0 | true  | false | true  | false | no-project-key low LLM06",
            "staging | 0.1.0 | true  | null  | null  | null  | ''",
            "staging | 0.1.0 | true  | true  | false | false | ''",
            "Prod    | 0.1.0 | true  | true  | false | false | faults-enabled-in-production low LLM10",
            "prod    | 0.1.0 | false | true  | false | false | ''",
            "prod    | 0.1.0 | null  | true  | false | false | ''",
            "staging | 0.0.9 | true  | true  | false | false | outdated-sidecar medium LLM03",
            "staging | 0.1.0-SNAPSHOT | true | true | false | false | outdated-sidecar low LLM03",
            "staging | 0.2.0 | true  | true  | false | false | ''"})
    void aConfigurationIsJudgedByWhatIsToldOfIt(String where, String version, Boolean faults, Boolean loopback,
            Boolean tls,
            Boolean key, String expected) {
        environment = where;
        configuration = new Configuration(version, faults, true, loopback, tls, key, SOUND.access());
        assertThat(String.join(", ", found(observed()))).isEqualTo(expected);
    }

    @Test
    void whatWasNotToldIsSaid() {
        configuration = null;
        assertThat(Assessment.of(observed()).notLookedAt()).containsExactly(
                "No guardrail event is recorded: attacks and leaks would not show.",
                "The last heartbeat tells nothing of configuration: access, faults, version and the way to the platform were not judged.");

        labels.put("guardrail:policy-7", 1L);
        labels.put("guardrail:pii", 1L);
        configuration = new Configuration("latest", null, null, null, null, null,
                new Access(WINDOW.since(), 0, 0, null));
        assertThat(Assessment.of(observed()).notLookedAt()).containsExactly(
                "Guardrails whose names no rule knows, or that several may mean: policy-7.",
                "The agent answered no request through its sidecar since 2026-03-01T00:00:00Z: whether callers say who they are is not known.",
                "The versions of sidecar and platform cannot be compared.");

        configuration = new Configuration("0.0.1", true, true, false, false, false, null);
        heardAt = WINDOW.since().minusSeconds(1);
        environment = "prod";
        assertThat(found(observed())).isEmpty();
        assertThat(Assessment.of(observed()).notLookedAt())
                .contains("The last heartbeat came before this time: the configuration was not judged.");
    }

    @ParameterizedTest
    @CsvSource({"tool:delete_customer, true", "tool:executeSql, true", "tool:run_shell, true", "tool:drop.table, true",
            "tool:find_deleted_items, false", "tool:execution_status, false", "tool:dropdown, false",
            "failure_code:delete, false"})
    void toolsThatActAreKnownByTheirNames(String label, boolean acts) {
        labels.put(label, 1L);
        assertThat(observed().labels().actingTools()).isEqualTo(acts ? List.of(label) : List.of());
    }

    @ParameterizedTest
    @CsvSource({"failure_code:max_iterations, true", "failure_code:graph_recursion_error, true",
            "failure_code:max_turns_exceeded, true", "failure_code:budget_exceeded, true",
            "failure_code:loop_detected, true", "failure_code:rate_limited, false", "failure_code:timeout, false",
            "failure_code:context_length_exceeded, false", "tool:max_iterations, false"})
    void boundsThatWereReachedAreKnownByTheirNames(String label, boolean bound) {
        labels.put(label, 1L);
        assertThat(observed().labels().reachedBounds()).isEqualTo(bound ? List.of(label) : List.of());
    }
}
