package io.agentops.ingest.genai;

import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.agentops.contract.run.Cost;

/**
 * What a run used: the sum over its model requests. Of requests within requests (a library around a provider's client) the
 * innermost counts, and of several spans of one response the one that tells most. What the run's own span says counts
 * only where no request tells anything, since some frameworks put only the last request there.
 */
final class UsageSum {

    private UsageSum() {}

    static Cost of(RunSpans run, StepReader steps) {
        Map<String, SpanNode> byResponse = new HashMap<>();
        Set<SpanNode> covered = covered(run);
        for (SpanNode node : run.members()) {
            if (tells(node) && !covered.contains(node)) {
                String response = node.attributes().text("gen_ai.response.id");
                byResponse.merge(response == null ? "span " + node.span().spanId() : "response " + response, node,
                        UsageSum::fuller);
            }
        }
        if (byResponse.isEmpty()) {
            return ofHead(run, steps);
        }
        // In order of the starts, since a sum of decimals keeps the scale of the first.
        Set<SpanNode> counted = new HashSet<>(byResponse.values());
        return sum(run.members().stream().filter(counted::contains).toList(), steps);
    }

    private static boolean tells(SpanNode node) {
        return node.kind().asksModel() && !node.usage().isNone();
    }

    /** The requests that have a telling request below them. */
    private static Set<SpanNode> covered(RunSpans run) {
        Set<SpanNode> covered = new HashSet<>();
        Deque<SpanNode> open = new ArrayDeque<>();
        run.members().stream().filter(UsageSum::tells).forEach(open::push);
        while (!open.isEmpty()) {
            SpanNode above = open.pop().above(node -> node.kind().asksModel());
            if (above != null && run.contains(above) && covered.add(above)) {
                open.push(above);
            }
        }
        return covered;
    }

    private static SpanNode fuller(SpanNode one, SpanNode other) {
        long first = one.usage().total();
        long second = other.usage().total();
        return second > first ? other : one;
    }

    private static Cost ofHead(RunSpans run, StepReader steps) {
        if (run.head() == null) {
            return null;
        }
        Usage usage = run.head().usage();
        return usage.isNone() ? null : sum(List.of(run.head()), steps);
    }

    private static Cost sum(List<SpanNode> nodes, StepReader steps) {
        Long input = null;
        Long output = null;
        BigDecimal usd = null;
        for (SpanNode node : nodes) {
            Usage usage = node.usage();
            input = plus(input, usage.input());
            output = plus(output, usage.output());
            Optional<BigDecimal> cost = steps.usd(node, usage);
            if (cost.isPresent()) {
                usd = usd == null ? cost.get() : usd.add(cost.get());
            }
        }
        return new Cost(input, output, usd);
    }

    private static Long plus(Long sum, Long more) {
        if (sum == null || more == null) {
            return sum == null ? more : sum;
        }
        return Math.addExact(sum, more);
    }
}
