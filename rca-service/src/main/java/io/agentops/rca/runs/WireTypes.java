package io.agentops.rca.runs;

import io.agentops.contract.rca.AnalysisRequest;
import io.agentops.contract.rca.Category;
import io.agentops.contract.rca.RcaProgress;
import io.agentops.contract.rca.RcaReport;
import io.agentops.contract.rca.RcaStatus;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** What Jackson meets through a mapper used by hand, which a native image would otherwise leave out. */
@RegisterForReflection(targets = {
        AnalysisRequest.class,
        Category.class,
        RcaProgress.class,
        RcaReport.class,
        RcaReport.ActionItem.class,
        RcaReport.ActionType.class,
        RcaReport.CausalLink.class,
        RcaReport.Evidence.class,
        RcaReport.FailedRuns.class,
        RcaReport.Fingerprint.class,
        RcaReport.Hypothesis.class,
        RcaReport.Level.class,
        RcaReport.ModelOutcome.class,
        RcaReport.ModelPart.class,
        RcaReport.Onset.class,
        RcaReport.Reason.class,
        RcaReport.Recovered.class,
        RcaReport.Relation.class,
        RcaReport.Remediation.class,
        RcaReport.RemediationKind.class,
        RcaReport.RemediationTarget.class,
        RcaReport.Sentence.class,
        RcaReport.StartedWith.class,
        RcaReport.Suspect.class,
        RcaStatus.class})
final class WireTypes {
    private WireTypes() {}
}
