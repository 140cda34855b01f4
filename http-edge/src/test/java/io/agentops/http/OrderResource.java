package io.agentops.http;

import java.time.Instant;
import java.util.List;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;

/** Endpoints that fail in every way a service's endpoints can. */
@Path("/orders")
@Produces(MediaType.APPLICATION_JSON)
public class OrderResource {

    private final Pool pool;

    OrderResource(Pool pool) {
        this.pool = pool;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<Order> create(Order order) {
        return Uni.createFrom().item(order);
    }

    @POST
    @Path("/raw")
    @Consumes("text/plain")
    public Uni<Integer> raw(byte[] lines) {
        return Uni.createFrom().item(lines.length);
    }

    @GET
    @Path("/{number}")
    public Uni<Integer> find(@PathParam("number") int number) {
        return Uni.createFrom().item(number);
    }

    @GET
    @Path("/page")
    public Uni<Integer> page(@QueryParam("limit") String limit) {
        return Uni.createFrom().item(() -> Parameters.wholeNumber("limit", limit, 1, 200, 50));
    }

    @GET
    @Path("/stored")
    public Uni<Integer> stored() {
        return pool.query("SELECT 1").execute().map(rows -> rows.size());
    }

    @GET
    @Path("/broken")
    public Uni<Integer> broken() {
        throw new IllegalStateException("secret internals");
    }

    @GET
    @Path("/busy")
    public Uni<Integer> busy() {
        return Uni.createFrom().failure(ProblemException.tooManyRequests(7));
    }

    @GET
    @Path("/conflict")
    public Uni<Integer> conflict() {
        return Uni.createFrom().failure(ProblemException.conflict("Already shipped."));
    }

    public enum Size {
        @JsonProperty("small")
        SMALL,
        @JsonProperty("large")
        LARGE
    }

    public record Item(
            String name,
            Integer count,
            Size size) {
        public Item {
            if (count != null && count < 0) {
                throw new IllegalArgumentException("negative: " + count);
            }
        }
    }

    public record Order(
            String id,
            Instant at,
            List<Item> items) {}
}
