package io.agentops.query.graph;

import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * What took part in a run, and who called whom.
 *
 * @param nodes the run's agent first, then those with most failures, then those that occur most; at most {@link #MOST_NODES}
 * @param edges between these nodes, in the same order; at most {@link #MOST_EDGES}
 * @param nodeCount how many nodes there are
 * @param edgeCount how many edges there are
 * @param truncated whether nodes, edges, or items or nested runs that might have told of more are left out
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record RunGraph(
        String runId,
        String status,
        List<Node> nodes,
        List<Edge> edges,
        int nodeCount,
        int edgeCount,
        boolean truncated) {

    static final int MOST_NODES = 500;
    static final int MOST_EDGES = 2000;

    /**
     * All that goes by one name.
     *
     * @param id its place in the list, by which edges name it
     * @param kind {@code agent}: the run's own, those of runs begun by it, and steps of type {@code sub_agent}; {@code step},
     *        {@code tool} or {@code model}
     * @param name as told: in the full form it may be any text
     * @param stepType null for what is no step, and where none was told
     * @param count how many runs, steps, calls or requests there are
     * @param failures how many of these failed
     * @param retries of all of them
     * @param totalMs the sum of their times; where one lies within another, the time counts twice
     * @param selfMs the sum of their times in which none of their parts ran; for a run begun by this one, all of its time
     */
    @Schema(name = "GraphNode")
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Node(
            int id,
            String kind,
            String name,
            String stepType,
            int count,
            int failures,
            long retries,
            double totalMs,
            double selfMs) {}

    /**
     * That one had to do with another.
     *
     * @param from the node within which it happened
     * @param type {@code handoff} to an agent, {@code call} of a tool or a model, or {@code nesting} of a step
     * @param count how often
     * @param failures how many of these failed
     */
    @Schema(name = "GraphEdge")
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Edge(
            int from,
            int to,
            String type,
            int count,
            int failures) {}
}
