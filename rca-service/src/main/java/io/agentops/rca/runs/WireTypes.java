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
        RcaReport.Evidence.class,
        RcaReport.Hypothesis.class,
        RcaReport.Level.class,
        RcaReport.Reason.class,
        RcaReport.Recovered.class,
        RcaReport.Suspect.class,
        RcaStatus.class})
final class WireTypes {
    private WireTypes() {}
}
