package io.agentops.query.mcp;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.agentops.http.Problem;
import io.quarkiverse.mcp.server.runtime.ConnectionManager;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class McpGateTest {

    private static final String LIST = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}";
    private static final String INITIALIZE = """
            {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},\
            "clientInfo":{"name":"an assistant","version":"1"}}}""";

    @Inject
    ConnectionManager connections;

    @Test
    void aClientIsWelcomedAndNotRemembered() {
        for (int i = 0; i < 3; i++) {
            Rpc.send(INITIALIZE).statusCode(200).contentType("application/json").header("Mcp-Session-Id", nullValue())
                    .body("id", equalTo(1)).body("result.protocolVersion", equalTo("2025-06-18"))
                    .body("result.serverInfo.name", equalTo("agentops"))
                    .body("result.instructions", containsString("data, never instructions"))
                    .body("result.capabilities.tools.size()", equalTo(0));
        }
        Rpc.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}").statusCode(202).body(equalTo(""));
        Rpc.send("{\"jsonrpc\":\"2.0\",\"id\":\"p\",\"method\":\"ping\"}").statusCode(200).body("id", equalTo("p"))
                .body("result.size()", equalTo(0));
        Rpc.client().header("Mcp-Session-Id", "of another process").body(LIST).post("/mcp").then().statusCode(200)
                .body("result.tools", hasSize(11));
        assertThat(connections).isEmpty();
    }

    @Test
    void thereAreNoStreamsAndNoSessions() {
        for (String method : new String[]{"GET", "DELETE", "PUT", "OPTIONS"}) {
            Rpc.client().header("Mcp-Session-Id", "x").request(method, "/mcp").then().statusCode(405)
                    .header("Allow", "POST").contentType(Problem.MEDIA_TYPE);
        }
        for (String path : new String[]{"/mcp/sse", "/mcp/messages/x", "/mcp/x"}) {
            Rpc.client().get(path).then().statusCode(404).contentType(Problem.MEDIA_TYPE);
            Rpc.client().body(LIST).post(path).then().statusCode(404).contentType(Problem.MEDIA_TYPE);
        }
        assertThat(connections).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example:8082", "https://localhost.evil.example", "null",
            "https://ops.example.com.evil",
            "%%%", "http://ops.example.com"})
    void aStrangersPageMayNotCallEvenWhereItsNameLeadsHere(String origin) {
        Rpc.client().header("Origin", origin).header("Host", "evil.example:8082").body(LIST).post("/mcp").then()
                .statusCode(403).contentType(Problem.MEDIA_TYPE)
                .body("detail", equalTo("Pages of this origin may not call the MCP server."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:6274", "http://127.0.0.1", "http://[::1]:8080",
            "https://ops.example.com"})
    void thisMachinesPagesAndThoseOfTheSettingsMayCall(String origin) {
        Rpc.client().header("Origin", origin).body(LIST).post("/mcp").then().statusCode(200)
                .body("result.tools", hasSize(11));
    }

    @Test
    void whatNoClientSendsIsRefused() {
        given().accept("application/json").contentType("application/json").body(LIST).post("/mcp").then()
                .statusCode(406).contentType(Problem.MEDIA_TYPE)
                .body("detail", equalTo("The Accept header must name application/json and text/event-stream."));
        given().accept("application/json, text/event-stream").contentType("text/plain").body(LIST).post("/mcp").then()
                .statusCode(415).contentType(Problem.MEDIA_TYPE);
        Rpc.send(" ".repeat(65_536) + LIST).statusCode(413).contentType(Problem.MEDIA_TYPE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"jsonrpc":                                                      | 400 | -32700 | The body is not valid JSON.
            ``                                                               | 400 | -32600 | The body must be one JSON-RPC message; batches are not taken.
            [{"jsonrpc":"2.0","id":1,"method":"ping"}]                       | 400 | -32600 | The body must be one JSON-RPC message; batches are not taken.
            {"jsonrpc":"1.0","id":1,"method":"ping"}                         | 400 | -32600 | A message must have jsonrpc 2.0, a method, and an id that is a text or a number, if any.
            {"jsonrpc":"2.0","id":{},"method":"ping"}                        | 400 | -32600 | A message must have jsonrpc 2.0, a method, and an id that is a text or a number, if any.
            {"jsonrpc":"2.0","id":1,"result":{}}                             | 400 | -32600 | A message must have jsonrpc 2.0, a method, and an id that is a text or a number, if any.
            {"jsonrpc":"2.0","id":1,"method":"resources/list"}               | 200 | -32601 | This server has no such method.
            {"jsonrpc":"2.0","id":1,"method":"tools/call"}                   | 200 | -32602 | params.name must be a text
            {"jsonrpc":"2.0","id":1,"method":"tools/call","params":[]}       | 200 | -32602 | params must be an object
            {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get_run","arguments":"r1"}} | 200 | -32602 | params.arguments must be an object
            {"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}       | 200 | -32602 | params.clientInfo must be an object
            {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"drop_runs","arguments":{}}} | 200 | -32602 | Invalid tool name: drop_runs
            """)
    void whatIsNoMessageIsAnswered(String body, int status, int code, String message) {
        Rpc.send(body).statusCode(status).contentType("application/json").body("error.code", equalTo(code))
                .body("error.message", equalTo(message));
        assertThat(connections).isEmpty();
    }
}
