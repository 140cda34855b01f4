package io.agentops.query.diff;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.agentops.query.anatomy.Extents;
import io.agentops.query.anatomy.Item;
import io.agentops.query.anatomy.RunFacts;
import io.agentops.query.anatomy.RunItems;
import io.agentops.query.anatomy.Tree;

/** One of two runs that are compared. */
final class Side {

    private final RunItems read;
    private final Tree tree;
    private final Extents extents;
    private final RunFailures failures;
    private final Map<Integer, List<String>> codes;

    Side(RunItems read, RunFailures failures, boolean generic) {
        this.read = read;
        this.tree = Tree.of(read.items(), generic);
        this.extents = Extents.of(tree, read.run());
        this.failures = failures;
        this.codes = failures.byItem(tree);
    }

    Tree tree() {
        return tree;
    }

    RunFacts facts() {
        return read.run();
    }

    boolean isTruncated() {
        return read.truncated() || failures.truncated();
    }

    RunDiff.Run run() {
        RunFacts run = read.run();
        Map<String, Integer> counts = new TreeMap<>();
        failures.all().forEach(failure -> counts.merge(failure.code(), 1, Integer::sum));
        long retries = tree.items().stream().map(Item::retries).filter(tried -> tried != null)
                .mapToLong(Integer::longValue).sum();
        return new RunDiff.Run(run.runId(), run.agentId(), run.agentVersion(), run.model(), run.environment(),
                run.status(), run.startedAt(), run.endedAt() == null ? null : extents.end(Tree.RUN) / 1000.0,
                tree.size(), retries, run.tokensPrompt(), run.tokensCompletion(), plain(run.costUsd()),
                Collections.unmodifiableMap(counts));
    }

    RunDiff.Item item(int i) {
        Item item = tree.item(i);
        return new RunDiff.Item(item.id(), tree.parent(i) == Tree.RUN ? null : tree.item(tree.parent(i)).id(),
                extents.start(i) / 1000.0, item.status(), extents.durationMs(i), item.retries(), item.model(),
                item.tokensPrompt(), item.tokensCompletion(), plain(item.costUsd()), codes.getOrDefault(i, List.of()));
    }

    /** Equal sums are equal, however many zeros they were written with. */
    private static BigDecimal plain(BigDecimal sum) {
        return sum == null ? null : sum.setScale(Math.max(0, sum.stripTrailingZeros().scale()));
    }

    /** The places of a tree's items of one kind, by their ids. */
    static Map<String, Integer> places(Tree tree, Item.Kind kind) {
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < tree.size(); i++) {
            if (tree.item(i).kind() == kind) {
                places.put(tree.item(i).id(), i);
            }
        }
        return places;
    }
}
