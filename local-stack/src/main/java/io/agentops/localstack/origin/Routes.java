package io.agentops.localstack.origin;

import static io.agentops.localstack.Service.INGEST;
import static io.agentops.localstack.Service.QUERY;
import static io.agentops.localstack.Service.RCA;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import io.agentops.localstack.Service;

/**
 * Which service answers which path. A row stands for its path and all below it; the first row that fits wins.
 */
final class Routes {

    private static final Set<String> READ = Set.of("GET", "HEAD");
    private static final Set<String> POST = Set.of("POST");
    private static final Set<String> WRITE = Set.of("POST", "PUT", "PATCH", "DELETE");
    private static final Set<String> ANY = Set.of("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE");
    /** What is asked of a path as such, whichever services have its methods. */
    static final String OPTIONS = "OPTIONS";

    private static final List<Row> TABLE = List.of(
            new Row(READ, "/agent-runs", QUERY),
            new Row(READ, "/rca-runs", QUERY),
            new Row(READ, "/v1/runs", QUERY),
            new Row(READ, "/v1/traces", QUERY),
            new Row(READ, "/v1/stats", QUERY),
            new Row(READ, "/v1/agents", QUERY),
            new Row(READ, "/v1/regressions", QUERY),
            new Row(READ, "/v1/failure-groups", QUERY),
            new Row(READ, "/v1/ledger", QUERY),
            new Row(READ, "/v1/dead-letters", QUERY),
            new Row(READ, "/v1/alert-rules", QUERY),
            new Row(READ, "/v1/alerts", QUERY),
            new Row(READ, "/v1/healing", QUERY),
            new Row(READ, "/metrics/overview", QUERY),
            new Row(READ, "/agents", QUERY),
            new Row(READ, "/ui", QUERY),
            new Row(ANY, "/mcp", QUERY),

            new Row(POST, "/agent-runs", INGEST),
            new Row(POST, "/v1/runs", INGEST),
            new Row(POST, "/v1/traces", INGEST),
            new Row(POST, "/v1/logs", INGEST),
            new Row(WRITE, "/v1/metrics", INGEST),
            new Row(WRITE, "/v1/failure-groups", INGEST),
            new Row(WRITE, "/v1/dead-letters", INGEST),
            new Row(WRITE, "/v1/alert-rules", INGEST),
            new Row(WRITE, "/v1/healing", INGEST),
            new Row(WRITE, "/telemetry", INGEST),
            new Row(WRITE, "/inject-fault", INGEST),
            new Row(WRITE, "/agents", INGEST),

            new Row(ANY, "/decide", RCA),
            new Row(ANY, "/decision", RCA),
            new Row(ANY, "/execute", RCA),
            new Row(ANY, "/workflow", RCA),
            new Row(ANY, "/approvals", RCA),
            new Row(ANY, "/chat", RCA),
            new Row(ANY, "/api/v1/incident", RCA));

    private Routes() {}

    private record Row(Set<String> methods, String path, Service service) {

        boolean covers(String asked) {
            return asked.equals(path) || asked.startsWith(path + "/");
        }
    }

    /** The service that answers this request, if any does. */
    static Optional<Service> find(String method, String path) {
        return TABLE.stream().filter(row -> row.methods.contains(method) && row.covers(path)).map(Row::service)
                .findFirst();
    }

    /** The methods this path answers to, sorted; none for an unknown path. */
    static Set<String> methods(String path) {
        Set<String> methods = new TreeSet<>();
        TABLE.stream().filter(row -> row.covers(path)).forEach(row -> methods.addAll(row.methods));
        if (!methods.isEmpty()) {
            methods.add(OPTIONS);
        }
        return methods;
    }
}
