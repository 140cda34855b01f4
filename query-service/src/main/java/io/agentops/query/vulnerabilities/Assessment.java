package io.agentops.query.vulnerabilities;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.agentops.query.vulnerabilities.VulnerabilityReport.GuardrailType;
import io.agentops.query.vulnerabilities.VulnerabilityReport.LookedAt;

/** Tries every rule on what was observed. The same figures give the same report. */
final class Assessment {

    private static final int MOST_TYPES = 50;
    private static final List<Rule> RULES = Stream
            .of(ConfigurationRules.all(), RunRules.all(), GuardrailRules.all()).flatMap(List::stream).toList();

    private Assessment() {}

    static VulnerabilityReport of(Observed seen) {
        List<Finding> findings = RULES.stream().map(rule -> rule.judge(seen)).flatMap(Optional::stream)
                .sorted(Comparator.comparing(Finding::severity).thenComparing(Finding::rule)).toList();
        Map<Severity, Long> severities = new TreeMap<>();
        Stream.of(Severity.values()).forEach(severity -> severities.put(severity, 0L));
        severities.putAll(findings.stream().map(Finding::severity)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting())));
        Subject agent = seen.agent();
        Labels labels = seen.labels();
        return new VulnerabilityReport(agent.agentId(), agent.agentName(), agent.environment(), seen.window().since(),
                seen.window().until(), severities, findings,
                new LookedAt(labels.runs(), labels.complete(), labels.oldest(), labels.homeless(), types(labels),
                        agent.lastHeartbeat(), RULES.size()),
                Gaps.of(seen));
    }

    private static List<GuardrailType> types(Labels labels) {
        List<GuardrailType> types = new ArrayList<>();
        for (String type : labels.guardrailTypes()) {
            if (types.size() < MOST_TYPES) {
                String about = Topic.of(type).map(Topic::id).orElse(Topic.isOther(type) ? "other" : null);
                types.add(new GuardrailType(type, labels.runsByLabel().get(Labels.GUARDRAIL + type), about));
            }
        }
        return types;
    }
}
