package io.agentops.rca.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.agentops.contract.rca.AnalysisRequest;
import io.agentops.contract.rca.Category;
import io.agentops.contract.rca.RcaProgress;
import io.agentops.contract.rca.RcaReport;
import io.agentops.contract.rca.RcaStatus;
import io.quarkus.runtime.annotations.RegisterForReflection;

class WireTypesTest {

    @Test
    void everyTypeThatJacksonMeetsByHandIsKeptInANativeImage() {
        var needed = Stream.concat(
                Stream.of(AnalysisRequest.class, RcaProgress.class, RcaReport.class, RcaStatus.class, Category.class),
                Stream.of(RcaReport.class.getDeclaredClasses())).toList();

        List<Class<?>> kept = List.of(WireTypes.class.getAnnotation(RegisterForReflection.class).targets());

        assertThat(kept).containsExactlyInAnyOrderElementsOf(needed);
    }
}
