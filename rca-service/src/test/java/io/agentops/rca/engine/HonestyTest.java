package io.agentops.rca.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;

import io.agentops.contract.rca.Category;
import io.agentops.contract.rca.RcaReport;
import io.agentops.contract.rca.RcaReport.Evidence;
import io.agentops.contract.run.AgentRun;
import io.agentops.contract.run.RunStatus;

/** What every report must keep, whatever it says. */
class HonestyTest {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    static Stream<Arguments> samples() {
        return Samples.all().entrySet().stream().map(sample -> Arguments.of(sample.getKey(), sample.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("samples")
    void everyReportIsHonest(String name, AgentRun run) {
        check(run, Samples.report(run, Samples.worseVersion()));
        check(run, Samples.report(run));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("samples")
    void sameRunGivesTheSameBytes(String name, AgentRun run) throws JsonProcessingException {
        assertThat(JSON.writeValueAsString(Samples.report(run, Samples.worseVersion())))
                .isEqualTo(JSON.writeValueAsString(Samples.report(run, Samples.worseVersion())));
    }

    /** Fails unless a report keeps every rule that clients rely on. */
    static void check(AgentRun run, RcaReport report) {
        Set<String> known = new HashSet<>();
        report.evidenceIndex().stream().map(Evidence::evidenceId)
                .forEach(id -> assertThat(known.add(id)).as(id).isTrue());
        report.hypotheses().forEach(hypothesis -> {
            assertThat(hypothesis.evidenceIds()).isNotEmpty();
            assertThat(known).containsAll(hypothesis.evidenceIds());
            assertThat(hypothesis.verificationSteps()).isNotEmpty();
        });
        report.suspects().forEach(suspect -> {
            assertThat(known).containsAll(suspect.evidenceIds());
            assertThat(suspect.score()).isBetween(0.0, 1.0);
            assertThat(suspect.reasons()).isNotEmpty();
        });
        report.causalChain().forEach(link -> {
            assertThat(known).containsAll(link.evidenceIds());
            assertThat(link.evidenceIds()).contains(link.from(), link.to());
        });
        report.recovered().forEach(recovered -> assertThat(known).containsAll(recovered.evidenceIds()));
        assertThat(report.insufficientReason() != null).isEqualTo(report.insufficientEvidence());
        assertThat(report.hypotheses().isEmpty()).isEqualTo(report.category() == Category.UNKNOWN);
        if (report.insufficientEvidence() || run.status() == RunStatus.SUCCESS) {
            assertThat(report.category()).isEqualTo(Category.UNKNOWN);
        }
        assertThat(report.evidenceIndex()).hasSizeLessThanOrEqualTo(2 * EvidenceIndex.MAX)
                .allSatisfy(evidence -> assertThat(evidence.snippet().length()).isLessThanOrEqualTo(Excerpt.SHOWN + 2));
    }
}
