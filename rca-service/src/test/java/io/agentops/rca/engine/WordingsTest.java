package io.agentops.rca.engine;

import static io.agentops.rca.engine.CallSample.call;
import static io.agentops.rca.engine.RunSample.failed;
import static io.agentops.rca.engine.Samples.report;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.agentops.contract.rca.Category;
import io.agentops.contract.rca.RcaReport;

/**
 * How tools, clients, frameworks and services word each kind of failure, kept as one list a category: a wording a line, after the
 * tool's name and {@code ::} where that matters. The wordings of {@code unknown} are those that lead astray.
 */
class WordingsTest {

    private static final String ANY_TOOL = "hotel_api";

    static Stream<Arguments> wordings() {
        return Arrays.stream(Category.values()).filter(category -> category != Category.PROMPT_REGRESSION)
                .flatMap(category -> lines(category).map(line -> Arguments.of(category, tool(line), words(line))));
    }

    static Stream<Arguments> causes() {
        return wordings().filter(wording -> wording.get()[0] != Category.UNKNOWN);
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("wordings")
    void failedCallIsOfItsKind(Category category, String tool, String words) {
        assertThat(report(failed(call("c1", tool).args("{\"q\":1}").failed(words)).build()).category())
                .isEqualTo(category);
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("causes")
    void envelopeInsideASuccessIsOfItsKind(Category category, String tool, String words) {
        String envelope = JsonNodeFactory.instance.objectNode().put("success", false).put("message", words).toString();

        assertThat(report(failed(call("c1", tool).args("{\"q\":1}").answered(envelope)).build()).category())
                .isEqualTo(category);
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("causes")
    void runThatSucceededHasNoCause(Category category, String tool, String words) {
        RcaReport report = report(RunSample.succeeded(call("c1", tool).args("{\"q\":1}").failed(words)).build());

        assertThat(report.category()).isEqualTo(Category.UNKNOWN);
        assertThat(report.hypotheses()).isEmpty();
        assertThat(report.recovered()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(value = Category.class, mode = EnumSource.Mode.EXCLUDE, names = "PROMPT_REGRESSION")
    void everyKindHasItsWordings(Category category) {
        assertThat(lines(category)).hasSizeGreaterThan(40);
    }

    private static Stream<String> lines(Category category) {
        String name = "wordings/" + category.wireName() + ".txt";
        try (InputStream in = WordingsTest.class.getResourceAsStream(name)) {
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("# ")).toList();
            return lines.stream();
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    private static String tool(String line) {
        int end = line.indexOf(" :: ");
        return end < 0 ? ANY_TOOL : line.substring(0, end);
    }

    private static String words(String line) {
        int start = line.indexOf(" :: ");
        return (start < 0 ? line : line.substring(start + 4)).replace("\\n", "\n");
    }
}
