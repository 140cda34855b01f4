package io.agentops.rca.engine;

import java.util.List;
import java.util.Locale;

import io.agentops.contract.rca.RcaReport;
import io.agentops.contract.rca.RcaReport.FailedRuns;
import io.agentops.contract.rca.RcaReport.Fingerprint;
import io.agentops.contract.rca.RcaReport.StartedWith;
import io.agentops.rca.history.GroupHistory;
import io.agentops.rca.history.Onset;
import io.agentops.rca.history.Rate;
import io.agentops.rca.history.RateRise;

/** Words what the agent's other runs tell. */
final class HistoryWording {

    private HistoryWording() {}

    /** Null where the run has no group. */
    static Fingerprint fingerprint(GroupHistory group) {
        return group == null
                ? null
                : new Fingerprint(group.groupId(), group.groupId().split("-", 2)[0], group.count(), group.firstSeen(),
                        group.firstVersion(), group.lastSeen(), group.state(), group.asOf());
    }

    /** Null where none is claimed. */
    static RcaReport.Onset onset(Findings findings, EvidenceIndex evidence) {
        return findings.onset.map(onset -> new RcaReport.Onset(
                onset.version() == null ? StartedWith.TIME : StartedWith.VERSION, onset.version(), onset.since(),
                onset.rate().runs(), onset.rate().failed(), of(onset.test().before()), of(onset.test().after()),
                RateRise.NAME, onset.test().pValue(), words(onset), evidence(onset, evidence))).orElse(null);
    }

    static List<String> evidence(Onset onset, EvidenceIndex evidence) {
        return List.of(evidence.run(onset.version() == null ? "started_at" : "agent_version"));
    }

    static String words(Onset onset) {
        boolean moment = onset.version() == null;
        return String.format(Locale.ROOT,
                "Failures of this group started %sat %s: %s %ssince. Without this run, %s compare with %s before (Fisher's exact test, one-sided, %s).",
                moment ? "" : "with version " + Excerpt.name(onset.version(), "?") + ", ", onset.since(),
                onset.rate().words(), moment ? "" : "of this version ", onset.test().after().words(),
                onset.test().before().words(), onset.test().words());
    }

    private static FailedRuns of(Rate rate) {
        return new FailedRuns(rate.runs(), rate.failed());
    }
}
