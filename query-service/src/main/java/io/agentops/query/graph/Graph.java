package io.agentops.query.graph;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.agentops.query.anatomy.Extents;
import io.agentops.query.anatomy.Item;
import io.agentops.query.anatomy.RunItems;
import io.agentops.query.anatomy.SelfTimes;
import io.agentops.query.anatomy.Tree;

/** Sums up a run by names. */
final class Graph {

    private static final Comparator<Map.Entry<?, Sum>> MOST_FIRST = Comparator.<Map.Entry<?, Sum>>comparingInt(
            entry -> entry.getValue().failures).reversed()
            .thenComparing(Comparator.<Map.Entry<?, Sum>>comparingInt(entry -> entry.getValue().count).reversed());

    private final RunItems read;
    private final NestedRuns nested;
    private final Tree tree;
    private final Extents extents;
    private final NodeKey root;
    private final Map<NodeKey, Sum> nodes = new HashMap<>();
    private final Map<EdgeKey, Sum> edges = new HashMap<>();

    Graph(RunItems read, NestedRuns nested, boolean generic) {
        this.read = read;
        this.nested = nested;
        this.tree = Tree.of(read.items(), generic);
        this.extents = Extents.of(tree, read.run());
        this.root = NodeKey.agent(read.run().agentId());
        addRun();
        addNestedRuns();
        for (int item = 0; item < tree.size(); item++) {
            addItem(item);
        }
    }

    /** The graph as it is shown, with so many nodes and edges at most. */
    RunGraph view(int mostNodes, int mostEdges) {
        List<Map.Entry<NodeKey, Sum>> shown = nodes.entrySet().stream()
                .sorted(Comparator.<Map.Entry<NodeKey, Sum>>comparingInt(entry -> root.equals(entry.getKey()) ? 0 : 1)
                        .thenComparing(MOST_FIRST).thenComparing(Map.Entry.comparingByKey(NodeKey.ORDER)))
                .limit(mostNodes).toList();
        Map<NodeKey, Integer> ids = new HashMap<>();
        List<RunGraph.Node> views = new ArrayList<>();
        for (Map.Entry<NodeKey, Sum> entry : shown) {
            views.add(entry.getValue().node(views.size(), entry.getKey()));
            ids.put(entry.getKey(), ids.size());
        }
        List<RunGraph.Edge> edgeViews = edgesBetween(ids, mostEdges);
        boolean truncated = read.truncated() || nested.truncated() || views.size() < nodes.size()
                || edgeViews.size() < edges.size();
        return new RunGraph(read.run().runId(), read.run().status(), views, edgeViews, nodes.size(), edges.size(),
                truncated);
    }

    private List<RunGraph.Edge> edgesBetween(Map<NodeKey, Integer> ids, int most) {
        return edges.entrySet().stream()
                .filter(entry -> ids.containsKey(entry.getKey().from) && ids.containsKey(entry.getKey().to))
                .sorted(MOST_FIRST.thenComparing(entry -> (EdgeKey) entry.getKey(), EdgeKey.ORDER))
                .limit(most)
                .map(entry -> new RunGraph.Edge(ids.get(entry.getKey().from), ids.get(entry.getKey().to),
                        entry.getKey().to.kind().edge, entry.getValue().count, entry.getValue().failures))
                .toList();
    }

    private void addRun() {
        node(root).add("failure".equals(read.run().status()), null, extents.end(Tree.RUN),
                SelfTimes.of(tree, extents, Tree.RUN));
    }

    private void addNestedRuns() {
        Map<String, NodeKey> agents = new HashMap<>();
        agents.put(read.run().runId(), root);
        nested.runs().forEach(run -> agents.put(run.runId(), NodeKey.agent(run.agentId())));
        for (NestedRun run : nested.runs()) {
            NodeKey agent = NodeKey.agent(run.agentId());
            node(agent).add(run.failed(), null, run.micros(), run.micros());
            // Of a chain that was cut, what is above may be missing.
            edge(agents.getOrDefault(run.parentRunId(), root), agent).add(run.failed());
        }
    }

    private void addItem(int i) {
        Item item = tree.item(i);
        NodeKey key = NodeKey.of(item);
        NodeKey above = tree.parent(i) == Tree.RUN ? root : NodeKey.of(tree.item(tree.parent(i)));
        long total = extents.end(i) - extents.start(i);
        long self = SelfTimes.of(tree, extents, i);
        node(key).add(item.failed(), item.retries(), total, self);
        edge(above, key).add(item.failed());
        if (item.model() != null) {
            NodeKey model = NodeKey.model(item.model());
            node(model).add(item.failed(), item.retries(), total, self);
            edge(key, model).add(item.failed());
        }
    }

    private Sum node(NodeKey key) {
        return nodes.computeIfAbsent(key, fresh -> new Sum());
    }

    private Sum edge(NodeKey from, NodeKey to) {
        return edges.computeIfAbsent(new EdgeKey(from, to), fresh -> new Sum());
    }

    private record EdgeKey(
            NodeKey from,
            NodeKey to) {

        static final Comparator<EdgeKey> ORDER = Comparator.comparing(EdgeKey::from, NodeKey.ORDER)
                .thenComparing(EdgeKey::to, NodeKey.ORDER);
    }

    private static final class Sum {

        private int count;
        private int failures;
        private long retries;
        private long totalMicros;
        private long selfMicros;

        private void add(boolean failed) {
            count++;
            failures += failed ? 1 : 0;
        }

        private void add(boolean failed, Integer tried, long total, long self) {
            add(failed);
            retries += tried == null ? 0 : tried;
            totalMicros += total;
            selfMicros += self;
        }

        private RunGraph.Node node(int id, NodeKey key) {
            return new RunGraph.Node(id, key.kind().wireName, key.name(), key.type(), count, failures, retries,
                    totalMicros / 1000.0, selfMicros / 1000.0);
        }
    }
}
