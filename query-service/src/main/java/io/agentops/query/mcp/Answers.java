package io.agentops.query.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.RawValue;

import io.agentops.http.Problem;
import io.agentops.http.ProblemException;
import io.quarkiverse.mcp.server.RawMessage;
import io.quarkiverse.mcp.server.TextContent;
import io.quarkiverse.mcp.server.ToolResponse;
import io.smallrye.mutiny.Uni;

/** Answers calls with the JSON that the HTTP API has for the same read, within bounds, and tells failures as it does. */
@Singleton
class Answers {

    private static final Logger LOG = Logger.getLogger(Answers.class);
    private static final int RETRY_AFTER_SECONDS = 1;

    private final ObjectMapper mapper;
    private final McpConfig config;
    private final AtomicInteger calls = new AtomicInteger();

    Answers(ObjectMapper mapper, McpConfig config) {
        this.mapper = mapper;
        this.config = config;
    }

    /** What a read finds; an error where it finds more than a result may have. */
    Uni<ToolResponse> one(ToolInput input, RawMessage call, Function<Arguments, Uni<?>> read) {
        return answer(input, () -> {
            Arguments arguments = Arguments.of(input, call.asJsonObject());
            return read.apply(arguments).map(this::json).map(this::whole);
        });
    }

    /**
     * A page of what a read finds, with fewer items than asked for where these would be more than a result may have.
     *
     * @param read takes the most items of the page
     */
    Uni<ToolResponse> page(ToolInput input, RawMessage call, BiFunction<Arguments, String, Uni<?>> read) {
        return answer(input, () -> {
            Arguments arguments = Arguments.of(input, call.asJsonObject());
            int limit = arguments.wholeNumber("limit", 1, ToolInputs.MOST_ITEMS, ToolInputs.DEFAULT_ITEMS);
            return page(arguments, limit, limit, read);
        });
    }

    private Uni<ToolResponse> page(Arguments arguments, int asked, int limit,
            BiFunction<Arguments, String, Uni<?>> read) {
        return read.apply(arguments, Integer.toString(limit)).map(this::json).chain(json -> {
            if (limit > 1 && !fits(json)) {
                return page(arguments, asked, limit / 2, read);
            }
            ToolResponse whole = whole(json);
            return Uni.createFrom().item(limit == asked ? whole : shortened(whole, asked, limit));
        });
    }

    private Uni<ToolResponse> answer(ToolInput input, Read read) {
        return Uni.createFrom().deferred(() -> {
            if (calls.incrementAndGet() > config.callsAtOnce()) {
                calls.decrementAndGet();
                throw ProblemException.unavailable("Too many tools are called at once. Try again in a second.",
                        RETRY_AFTER_SECONDS);
            }
            return Uni.createFrom().deferred(read::begin).ifNoItem().after(config.timeout()).fail()
                    .onTermination().invoke(calls::decrementAndGet);
        }).onFailure().recoverWithItem(failure -> error(input, failure));
    }

    private String json(Object result) {
        try {
            return mapper.writeValueAsString(result);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private boolean fits(String json) {
        return bytes(json) <= config.resultBytes();
    }

    private ToolResponse whole(String json) {
        if (!fits(json)) {
            throw ProblemException.tooLarge("The result has " + bytes(json) + " bytes, more than the "
                    + config.resultBytes() + " a tool gives. Ask for less of it, or read it over HTTP.");
        }
        return new ToolResponse(false, List.of(new TextContent(json)), new RawValue(json), null);
    }

    private ToolResponse shortened(ToolResponse page, int asked, int limit) {
        return new ToolResponse(false, List.of(page.firstContent(), new TextContent("This page has " + limit
                + " items at most: the " + asked + " asked for are over " + config.resultBytes()
                + " bytes. The others are on the pages after next_cursor.")), page.structuredContent(), null);
    }

    private static ToolResponse error(ToolInput input, Throwable failure) {
        Problem problem = ProblemException.answering(failure).problem();
        if (problem.status() == 500) {
            LOG.errorf(failure, "The tool %s failed", input.tool());
        } else if (!(failure instanceof ProblemException)) {
            LOG.warnf("The tool %s: a backing store is away: %s", input.tool(), failure);
        }
        String text = problem.errors().isEmpty()
                ? problem.detail()
                : problem.errors().stream().map(error -> error.pointer() + " " + error.message())
                        .collect(Collectors.joining("\n"));
        return new ToolResponse(true, List.of(new TextContent(text)), problem, null);
    }

    private static int bytes(String json) {
        return json.getBytes(UTF_8).length;
    }

    /** A read that may refuse to begin. */
    private interface Read {

        Uni<ToolResponse> begin();
    }
}
