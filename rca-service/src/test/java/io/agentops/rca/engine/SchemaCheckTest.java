package io.agentops.rca.engine;

import static io.agentops.rca.engine.CallSample.call;
import static io.agentops.rca.engine.RunSample.failed;
import static io.agentops.rca.engine.Samples.report;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.agentops.contract.rca.Category;
import io.agentops.contract.rca.RcaReport;

/** Arguments held against the schema that the tool itself publishes. */
class SchemaCheckTest {

    private static RcaReport of(String schema, String args) {
        return report(failed(call("c1", "book_room").args(args)).tool("book_room", schema).build());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
            "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}}} | {\"n\":\"two\"} | TOOL_SCHEMA_MISMATCH",
            "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}}} | {\"n\":\"5\"} | TOOL_SCHEMA_MISMATCH",
            "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}}} | {\"n\":5.0} | UNKNOWN",
            "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}}} | {\"n\":null} | TOOL_SCHEMA_MISMATCH",
            "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\",\"nullable\":true}}} | {\"n\":null} | UNKNOWN",
            "{\"properties\":{\"n\":{\"minimum\":1}}} | {\"n\":0} | TOOL_SCHEMA_MISMATCH",
            "{\"properties\":{\"n\":{\"enum\":[\"a\"]}}} | {\"n\":\"b\"} | TOOL_SCHEMA_MISMATCH",
            "{\"required\":[\"city\"]} | {} | TOOL_SCHEMA_MISMATCH",
            "{\"properties\":{\"n\":{}},\"additionalProperties\":false} | {\"m\":1} | TOOL_SCHEMA_MISMATCH",
            "{\"properties\":{\"n\":{}}} | {\"m\":1} | UNKNOWN",
            "{\"properties\":{\"d\":{\"pattern\":\"^[0-9]{4}$\"}}} | {\"d\":\"May\"} | TOOL_SCHEMA_MISMATCH",
            "{\"$schema\":\"http://json-schema.org/draft-03/schema#\",\"properties\":{\"n\":{\"type\":\"integer\"}}} | {\"n\":\"x\"} | TOOL_SCHEMA_MISMATCH",
            "{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"required\":[\"n\"]}}} | {} | TOOL_SCHEMA_MISMATCH",
            "{\"anyOf\":[{\"required\":[\"a\"]},{\"required\":[\"b\"]}]} | {\"c\":1} | TOOL_SCHEMA_MISMATCH",
            "{\"oneOf\":[{\"required\":[\"a\"]},{\"required\":[\"b\"]}]} | {\"a\":1,\"b\":1} | UNKNOWN",
            "true | {\"n\":1} | UNKNOWN", "false | {\"n\":1} | TOOL_SCHEMA_MISMATCH", "{} | {\"n\":1} | UNKNOWN",
            "{\"$ref\":\"https://schemas.example/room.json\"} | {\"n\":1} | UNKNOWN",
            "{\"$ref\":\"file:///etc/passwd\"} | {\"n\":1} | UNKNOWN"})
    void verdicts(String schema, String args, Category expected) {
        assertThat(of(schema, args).category()).isEqualTo(expected);
    }

    @Test
    void textThatALenientToolReadAndAnsweredIsNoCause() {
        String schema = "{\"properties\":{\"n\":{\"type\":\"integer\"}}}";
        RcaReport readable = report(
                failed(call("c1", "book_room").args("{\"n\":\"5\"}").answered("{\"booking\":\"b-1\"}"))
                        .tool("book_room", schema).build());
        RcaReport unreadable = report(
                failed(call("c1", "book_room").args("{\"n\":\"two\"}").answered("{\"booking\":\"b-1\"}"))
                        .tool("book_room", schema).build());

        assertThat(readable.category()).isEqualTo(Category.UNKNOWN);
        assertThat(unreadable.category()).isEqualTo(Category.TOOL_SCHEMA_MISMATCH);
        assertThat(unreadable.hypotheses().get(0).description()).contains("the tool answered all the same (-0.35)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a+b", ".*x", "^[a-z]*!$", "(a|a)*$", "(a*)*b", "a*a*a*b", "[a-z]+[a-z]+!"})
    void patternsOverLongTextsAreBounded(String pattern) {
        String schema = "{\"properties\":{\"q\":{\"pattern\":\"" + pattern + "\"}}}";
        String args = "{\"q\":\"" + "a".repeat(1_000_000) + "\"}";

        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> of(schema, args));
    }

    @Test
    void enormousSchemasAreLeftOut() {
        String properties = IntStream.range(0, 20_000).mapToObj(i -> "\"p" + i + "\":{\"type\":\"integer\"}")
                .collect(Collectors.joining(","));

        RcaReport report = assertTimeoutPreemptively(Duration.ofSeconds(20),
                () -> of("{\"properties\":{" + properties + "}}", "{\"p1\":\"two\"}"));

        assertThat(report.category()).isEqualTo(Category.UNKNOWN);
    }

    @Test
    void deeplyNestedArgumentsAndSchemas() {
        String args = "{\"a\":".repeat(500) + "1" + "}".repeat(500);
        String schema = "{\"properties\":{\"a\":".repeat(300) + "{\"type\":\"string\"}" + "}}".repeat(300);

        assertThat(of(schema, args).category()).isEqualTo(Category.UNKNOWN);
    }

    @Test
    void toolThatWasNotOfferedAndDidNotAnswerIsMadeUp() {
        RcaReport report = report(failed(call("c1", "book_suite").args("{}").failed("the hotel is full"))
                .tool("book_room", "{}").build());

        assertThat(report.hypotheses().get(0).title())
                .isEqualTo("book_suite was called, which the agent was not offered");
        assertThat(report.actionItems().get(0).title()).isEqualTo("Refuse calls of tools that were not offered");
    }

    @Test
    void toolThatReportsSuccessWithoutItsResultIsNotMadeUp() {
        assertThat(report(failed(call("c1", "book_suite").args("{}").answered(null)).tool("book_room", "{}").build())
                .category()).isEqualTo(Category.UNKNOWN);
    }

    @Test
    void namesOfAllToolsAreKnown() {
        RunSample sample = failed(call("c1", "tool_1000").args("{}").failed("the hotel is full"));
        IntStream.range(0, 1001).forEach(i -> sample.tool("tool_" + i, "{}"));

        assertThat(report(sample.build()).category()).isEqualTo(Category.UNKNOWN);
    }
}
