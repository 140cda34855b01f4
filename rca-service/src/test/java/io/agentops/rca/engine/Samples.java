package io.agentops.rca.engine;

import static io.agentops.rca.engine.CallSample.call;
import static io.agentops.rca.engine.RunSample.failed;
import static io.agentops.rca.engine.RunSample.succeeded;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.agentops.contract.rca.RcaReport;
import io.agentops.contract.run.AgentRun;
import io.agentops.rca.engine.VersionHistory.ToolRate;
import io.agentops.rca.engine.VersionHistory.Version;
import io.agentops.rca.history.Rate;

/** Runs of an invented travel and hotel concierge, each with the one failure its name tells. */
final class Samples {

    static final String ROOM_SCHEMA = """
            {"type": "dict", "properties": {"nights": {"type": "int"}, "rate": {"type": "float"}, "guests": {"type": "tuple"},
             "note": {"type": "any"}, "room": {"type": "string", "format": "room-code", "enum": ["single", "double"]}},
             "required": ["nights"]}""";

    private Samples() {}

    static RcaReport report(AgentRun run) {
        return report(run, VersionHistory.none());
    }

    static RcaReport report(AgentRun run, VersionHistory history) {
        Engine engine = new Engine();
        return engine.report(engine.classify(run, history));
    }

    static RunSample schemaRefusedByTool() {
        return failed(
                call("c1", "book_room").in("s1").args("{\"nights\":\"two\"}").failed("nights must be an integer: two")
                        .as("ValidationError").code(422))
                .step("s1", "book", "failure", null, null)
                .guard("g1", "schema_validation", "nights: expected integer", "c1");
    }

    static RunSample schemaBrokenSilently() {
        return failed(call("c1", "book_room").args("{\"nights\":\"two\"}")).tool("book_room", ROOM_SCHEMA);
    }

    static RunSample rateLimited() {
        return failed(call("c1", "flight_prices").failed("Too many requests, limit: 60 requests per minute").code(429));
    }

    static RunSample permissionDenied() {
        return failed(call("c1", "loyalty_points")
                .answered("{\"message\": \"This account is not subscribed to the points service\"}"));
    }

    static RunSample timedOut() {
        return failed(call("c1", "seat_map").failed("upstream timed out after 30s").as("ReadTimeout"));
    }

    static RunSample repeatedCall() {
        return failed(IntStream.range(0, 4)
                .mapToObj(i -> call("c" + i, "room_status").args("{\"room\":7}").answered("{\"state\":\"held\"}"))
                .toArray(CallSample[]::new));
    }

    static RunSample cycleOfCalls() {
        return failed(IntStream.range(0, 6)
                .mapToObj(i -> i % 2 == 0
                        ? call("c" + i, "room_status").args("{\"room\":7}").answered("{\"state\":\"held\"}")
                        : call("c" + i, "hold_room").args("{\"room\":7}").answered("{\"state\":\"held\"}"))
                .toArray(CallSample[]::new));
    }

    static RunSample retriedCall() {
        return failed(call("c1", "print_voucher").failed("printer jammed").retried(4));
    }

    static RunSample nothingFound() {
        return failed(call("c1", "search_hotels").args("{\"city\":\"Atlantis\"}")
                .answered("{\"results\": [], \"total\": 0}"));
    }

    static RunSample regressed() {
        return failed(call("c1", "book_room").answered("{\"booking\":\"b-1\"}")).version("v2").error("WrongAnswer",
                "guest was misinformed");
    }

    static VersionHistory worseVersion() {
        return new VersionHistory(version("v2", 30, 100, new ToolRate("book_room", new Rate(2, 100))),
                version("v1", 6, 200, new ToolRate("book_room", new Rate(4, 200))), false);
    }

    /** A version whose runs have all ended, of a run without a group. */
    static Version version(String name, long failed, long runs, ToolRate... tools) {
        return new Version(name, new Rate(failed, runs), null, 0, List.of(tools));
    }

    /** Every sample, by name. */
    static Map<String, AgentRun> all() {
        Map<String, RunSample> samples = new LinkedHashMap<>();
        samples.put("schemaRefusedByTool", schemaRefusedByTool());
        samples.put("schemaBrokenSilently", schemaBrokenSilently());
        samples.put("rateLimited", rateLimited());
        samples.put("permissionDenied", permissionDenied());
        samples.put("timedOut", timedOut());
        samples.put("repeatedCall", repeatedCall());
        samples.put("cycleOfCalls", cycleOfCalls());
        samples.put("retriedCall", retriedCall());
        samples.put("nothingFound", nothingFound());
        samples.put("regressed", regressed());
        samples.put("empty", failed());
        samples.put("generic", failed().error("ServerError", "Internal Server Error"));
        samples.put("business error", failed(call("c1", "book_room").failed("the hotel is full that week")));
        samples.put("success", succeeded(call("c1", "book_room").failed("x timed out"),
                call("c2", "book_room").answered("{\"b\":1}")));
        samples.put("guard alone", failed().guard("g1", "rate_limit", "slow down", null));
        Map<String, AgentRun> runs = new LinkedHashMap<>();
        samples.forEach((name, sample) -> runs.put(name, sample.build()));
        return runs;
    }
}
