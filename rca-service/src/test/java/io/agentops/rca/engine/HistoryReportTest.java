package io.agentops.rca.engine;

import static io.agentops.rca.engine.Samples.version;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.agentops.contract.rca.RcaReport;
import io.agentops.contract.rca.RcaReport.ActionItem;
import io.agentops.contract.rca.RcaReport.ActionType;
import io.agentops.contract.rca.RcaReport.Evidence;
import io.agentops.contract.rca.RcaReport.FailedRuns;
import io.agentops.contract.rca.RcaReport.Fingerprint;
import io.agentops.contract.rca.RcaReport.Level;
import io.agentops.contract.rca.RcaReport.Onset;
import io.agentops.contract.rca.RcaReport.Remediation;
import io.agentops.contract.rca.RcaReport.RemediationKind;
import io.agentops.contract.rca.RcaReport.RemediationTarget;
import io.agentops.contract.rca.RcaReport.StartedWith;
import io.agentops.contract.run.AgentRun;
import io.agentops.rca.engine.VersionHistory.Version;
import io.agentops.rca.history.GroupHistory;
import io.agentops.rca.history.GroupHistory.Course;
import io.agentops.rca.history.GroupHistory.Spread;
import io.agentops.rca.history.Rate;

class HistoryReportTest {

    private static final Instant FIRST = Instant.parse("2026-03-01T08:05:00Z");
    private static final Instant LAST = Instant.parse("2026-03-01T09:59:00Z");
    private static final Instant AS_OF = Instant.parse("2026-03-01T10:00:00Z");

    @Test
    void theGroupAndItsOnsetAreTold() {
        RcaReport report = report(Samples.rateLimited().version("v2").build(), calmVersions(), startedWithVersion());

        assertThat(report.fingerprint())
                .isEqualTo(new Fingerprint("1-5f0c", "1", 31, FIRST, "v2", LAST, "open", AS_OF));
        assertThat(report.onset()).isEqualTo(new Onset(StartedWith.VERSION, "v2", FIRST, 40, 31,
                new FailedRuns(380, 0), new FailedRuns(39, 30), "fisher_exact_one_sided", 3.51E-38,
                "Failures of this group started with version v2, at 2026-03-01T08:05:00Z: 31 of 40 runs (77.5 %) of this"
                        + " version since. Without this run, 30 of 39 runs (76.9 %) compare with 0 of 380 runs (0.0 %) before"
                        + " (Fisher's exact test, one-sided, p = 3.5e-38).",
                List.of("ev_run_agent_version")));
        assertThat(report.evidenceIndex()).extracting(Evidence::evidenceId).contains("ev_run_agent_version");
        assertThat(report.rulesFired()).contains("onset");
    }

    @Test
    void goingBackIsProposedWhereTheFailureCameWithTheVersion() {
        RcaReport report = report(Samples.rateLimited().version("v2").build(), calmVersions(), startedWithVersion());

        ActionItem first = report.actionItems().get(0);
        assertThat(first.type()).isEqualTo(ActionType.CONFIG_CHANGE);
        assertThat(first.priority()).isEqualTo(Level.HIGH);
        assertThat(first.title()).isEqualTo("Roll back from version v2 to v1");
        assertThat(first.remediation().kind()).isEqualTo(RemediationKind.ROLLBACK);
        assertThat(first.remediation().target())
                .isEqualTo(new RemediationTarget("concierge", "prod", "v2", "v1", null, null));
        assertThat(first.remediation().reason()).isEqualTo(report.onset().statement());
        assertThat(first.remediation().evidenceIds()).containsExactly("ev_run_agent_version");
    }

    @Test
    void theSameProposalHasTheSameIdInEveryReport() {
        Remediation one = report(Samples.rateLimited().version("v2").build(), calmVersions(), startedWithVersion())
                .actionItems().get(0).remediation();
        Remediation other = report(Samples.regressed().build(), Samples.worseVersion(), null).actionItems().get(0)
                .remediation();

        assertThat(one.id()).matches("rollback-[0-9a-f]{24}").isEqualTo(other.id());
        assertThat(report(Samples.regressed().build(), new VersionHistory(version("v2", 30, 100),
                version("v1.1", 6, 200), false), null).actionItems().get(0).remediation().id()).isNotEqualTo(one.id());
    }

    @Test
    void nothingIsProposedWhereTheVersionBeforeFailsAsOften() {
        Version before = new Version("v1", new Rate(100, 200), new Rate(90, 200), 0, List.of());
        VersionHistory versions = new VersionHistory(calmVersions().current(), before, false);

        assertThat(report(Samples.rateLimited().version("v2").build(), versions, startedWithVersion()).actionItems())
                .extracting(ActionItem::title).doesNotContain("Roll back from version v2 to v1");
        assertThat(report(Samples.rateLimited().version("v2").build(),
                new VersionHistory(calmVersions().current(), null, false), startedWithVersion()).onset()).isNotNull();
    }

    @Test
    void raisingTheLimitThatWasReachedIsProposed() {
        RcaReport report = report(Samples.rateLimited().build(), VersionHistory.none(), null);

        assertThat(report.actionItems()).filteredOn(item -> item.remediation() != null).singleElement()
                .satisfies(item -> {
                    assertThat(item.title()).isEqualTo("Review the quota of flight_prices");
                    assertThat(item.remediation().kind()).isEqualTo(RemediationKind.RAISE_LIMIT);
                    assertThat(item.remediation().target()).isEqualTo(new RemediationTarget("concierge", "prod", null,
                            null, "flight_prices", "60"));
                    assertThat(item.remediation().evidenceIds()).containsExactly("ev_tool_c1");
                });
        assertThat(report(Samples.permissionDenied().build(), VersionHistory.none(), null).actionItems())
                .allSatisfy(item -> assertThat(item.remediation()).isNull());
    }

    @Test
    void aRestartIsProposedWhereTheAgentItselfBeganToFail() {
        AgentRun run = Samples.regressed().build();
        RcaReport report = report(run, VersionHistory.none(), startedAtMoment("orchestration", 31));

        assertThat(report.onset().startedWith()).isEqualTo(StartedWith.TIME);
        assertThat(report.onset().agentVersion()).isNull();
        assertThat(report.onset().evidenceIds()).containsExactly("ev_run_started_at");
        assertThat(report.onset().statement()).startsWith("Failures of this group started at 2026-03-01T08:05:00Z: "
                + "31 of 40 runs (77.5 %) since. Without this run, 30 of 39 runs");
        ActionItem restart = report.actionItems().get(report.actionItems().size() - 1);
        assertThat(restart.title()).isEqualTo("Restart concierge");
        assertThat(restart.remediation().kind()).isEqualTo(RemediationKind.RESTART);
        assertThat(restart.remediation().target())
                .isEqualTo(new RemediationTarget("concierge", "prod", "v2", null, null, null));
        assertThat(report(run, VersionHistory.none(), startedAtMoment("tool", 31)).actionItems())
                .extracting(ActionItem::title).doesNotContain("Restart concierge");
        assertThat(report(run, VersionHistory.none(), startedAtMoment("orchestration", 19)).actionItems())
                .extracting(ActionItem::title).doesNotContain("Restart concierge");
    }

    @Test
    void whereEvidenceIsMissingOnlyTelemetryIsAskedFor() {
        RcaReport report = report(RunSample.failed().version("v2").build(), calmVersions(), startedWithVersion());

        assertThat(report.insufficientEvidence()).isTrue();
        assertThat(report.onset()).isNotNull();
        assertThat(report.actionItems()).extracting(ActionItem::title)
                .containsExactly("Enable detailed tracing", "Add structured error codes");
    }

    @Test
    void aNameTooLongToBeActedOnIsNotProposed() {
        AgentRun run = Samples.regressed().version("v".repeat(501)).build();
        VersionHistory versions = new VersionHistory(version(run.agentVersion(), 30, 100), version("v1", 6, 200),
                false);

        assertThat(report(run, versions, null).actionItems()).isNotEmpty()
                .allSatisfy(item -> assertThat(item.remediation()).isNull());
    }

    private static RcaReport report(AgentRun run, VersionHistory versions, GroupHistory group) {
        Engine engine = new Engine();
        return engine.report(engine.classify(run, versions, group));
    }

    /** Both versions fail alike, but the group is the second one's. */
    private static VersionHistory calmVersions() {
        return new VersionHistory(new Version("v2", new Rate(31, 40), new Rate(31, 40), 0, List.of()),
                new Version("v1", new Rate(250, 380), new Rate(0, 380), 0, List.of()), false);
    }

    private static GroupHistory startedWithVersion() {
        Spread spread = new Spread(FIRST, 0, new Rate(31, 40), 0);
        return group("tool", new Course(new Rate(0, 380), Rate.NONE, spread, spread));
    }

    private static GroupHistory startedAtMoment(String failureType, long failed) {
        Spread spread = new Spread(FIRST, 400, new Rate(failed, 40), 0);
        return group(failureType, new Course(Rate.NONE, Rate.NONE, null, spread));
    }

    private static GroupHistory group(String failureType, Course course) {
        return new GroupHistory("1-5f0c", failureType, "open", 31, FIRST, "v2", LAST, AS_OF, course);
    }
}
