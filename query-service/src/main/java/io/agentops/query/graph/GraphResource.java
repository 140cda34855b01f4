package io.agentops.query.graph;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.agentops.contract.Topics;
import io.agentops.http.Parameters;
import io.agentops.query.anatomy.Anatomy;
import io.smallrye.mutiny.Uni;

/** Reads of runs as graphs. */
@Path("/v1/runs")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Runs without content")
public class GraphResource {

    private final Anatomy anatomy;
    private final NestedRunQuery nestedRuns;

    GraphResource(Anatomy anatomy, NestedRunQuery nestedRuns) {
        this.anatomy = anatomy;
        this.nestedRuns = nestedRuns;
    }

    @GET
    @Path("/{run_id}/graph")
    @Operation(summary = "A run's agents, steps, tools and models, and who called whom", description = "Steps of one name and type "
            + "are one node, and so on. Of runs that name this one as their parent, and of those below them, only the agents "
            + "show. At most 500 nodes and 2,000 edges; truncated tells whether there may be more.")
    public Uni<RunGraph> graph(@PathParam("run_id") String runId,
            @QueryParam("generic") @Parameter(description = "true: with the steps of type generic; false is the default: what "
                    + "belongs to one belongs to the next step above") String generic) {
        return graph(runId, generic, RunGraph.MOST_NODES, RunGraph.MOST_EDGES);
    }

    /** The graph with fewer nodes and edges than there may be: those left out are the last ones. */
    public Uni<RunGraph> graph(String runId, String generic, int mostNodes, int mostEdges) {
        boolean withGeneric = Parameters.flag("generic", generic).orElse(false);
        return anatomy.of(Topics.DEFAULT_PROJECT, runId,
                run -> nestedRuns.within(Topics.DEFAULT_PROJECT, run.run()),
                read -> new Graph(read.run(), read.more(), withGeneric).view(mostNodes, mostEdges));
    }
}
