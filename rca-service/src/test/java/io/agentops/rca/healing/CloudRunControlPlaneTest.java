package io.agentops.rca.healing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.agentops.rca.healing.ControlPlane.Kind;
import io.agentops.rca.healing.ControlPlane.Step;
import io.agentops.rca.healing.SuccessRule.Sight;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

class CloudRunControlPlaneTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final Recovery recovery = of(7);
    private CloudRunEndpoint cloud;
    private CloudRunControlPlane plane;

    private record Settings(boolean enabled, Optional<Set<String>> services, URI url, URI tokenUrl, Duration timeout)
            implements
                CloudRunConfig {}

    @BeforeEach
    void begin() throws Exception {
        cloud = new CloudRunEndpoint();
        plane = new CloudRunControlPlane(new Settings(true, Optional.of(Set.of(CloudRunEndpoint.SERVICE)),
                cloud.url(""), cloud.url("/token"), Duration.ofSeconds(3)));
    }

    @AfterEach
    void end() {
        cloud.close();
    }

    private static Recovery of(long fencing) {
        return Recoveries.acting(Kind.CLOUD_RUN,
                new JsonObject().put("kind", "cloud-run").put("service", CloudRunEndpoint.SERVICE), fencing);
    }

    private Step restart(Recovery asked) {
        return plane.restart(asked).await().atMost(SOON);
    }

    @Test
    void aServiceGetsOneNewRevisionAndIsDoneWhenThatServes() {
        Step begun = restart(recovery);
        assertThat(((Step.Underway) begun).progress().getString("operation")).endsWith("operations/op-1");
        JsonObject sent = cloud.patches.get(0).getJsonObject("template");
        assertThat(sent.getJsonObject("annotations")).isEqualTo(new JsonObject().put("mine", "1")
                .put("agentops.io/recovery", recovery.id().toString()).put("agentops.io/recovery-fencing", "7"));
        assertThat(sent.containsKey("revision")).isFalse();
        assertThat(sent.getJsonArray("containers")).isEqualTo(JsonArray.of(new JsonObject().put("image", "agent:1")));

        assertThat(restart(Recoveries.after(recovery, begun))).isEqualTo(begun);
        assertThat(plane.look(recovery).await().atMost(SOON)).isEqualTo(Sight.NOT_YET);
        cloud.bringUp();

        assertThat(restart(Recoveries.after(recovery, begun)))
                .isEqualTo(new Step.Done(new JsonObject().put("revision", "r2")));
        assertThat(plane.look(recovery).await().atMost(SOON)).isEqualTo(Sight.HEALTHY);
        assertThat(cloud.patches).hasSize(1);
        assertThat(cloud.tokens).isEqualTo(1);
        assertThat(cloud.authorizations).containsOnly("Bearer t1");
    }

    @Test
    void whoTakesOverFindsWhatWasBegun() {
        cloud.moods.addAll(List.of("", "lost"));
        assertThatThrownBy(() -> restart(recovery)).hasMessage("Cloud Run did not answer in time");
        assertThat(restart(recovery)).isEqualTo(new Step.Underway(null));
        cloud.bringUp();
        assertThat(restart(recovery)).isInstanceOf(Step.Done.class);
        assertThat(cloud.patches).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"409, Cloud Run answered 409", "429, Cloud Run answered 429", "503, Cloud Run answered 503",
            "302, Cloud Run answered 302", "garbage, Cloud Run answered something that is not JSON",
            "stall, Cloud Run did not answer in time", "endless, Cloud Run could not be asked: IOException"})
    void whatGoesWrongIsAskedAgain(String mood, String message) {
        cloud.moods.addAll(List.of("", mood));
        assertThatThrownBy(() -> restart(recovery)).hasMessage(message);
        assertThat(restart(recovery)).isInstanceOf(Step.Underway.class);
        assertThat(cloud.patches).hasSize(1);
    }

    @Test
    void aTokenThatIsNotTakenIsReplaced() {
        cloud.moods.add("401");
        assertThatThrownBy(() -> restart(recovery)).hasMessage("Cloud Run answered 401");
        restart(recovery);
        assertThat(cloud.authorizations).containsExactly("Bearer t1", "Bearer t2", "Bearer t2");
    }

    @ParameterizedTest
    @CsvSource({"403", "404"})
    void whatIsForbiddenOrGoneIsRefused(String mood) {
        cloud.moods.add(mood);
        assertThat(restart(recovery)).isEqualTo(new Step.Refused("Cloud Run answered " + mood + "."));
    }

    @ParameterizedTest
    @CsvSource({"403", "404"})
    void whatCannotBeLookedAtDoesNotServe(String mood) {
        cloud.moods.add(mood);
        assertThat(plane.look(recovery).await().atMost(SOON)).isEqualTo(Sight.DOWN);
        assertThat(plane.look(recovery).await().atMost(SOON)).isEqualTo(Sight.HEALTHY);
    }

    @Test
    void aServiceThatDoesNotServeAndIsNotBeingReplacedIsDown() {
        cloud.service = cloud.service.copy().put("latestCreatedRevision", "r2").put("terminalCondition",
                new JsonObject().put("state", "CONDITION_FAILED"));
        assertThat(plane.look(recovery).await().atMost(SOON)).isEqualTo(Sight.DOWN);
    }

    @Test
    void aRevisionThatDoesNotComeUpHasFailed() {
        Step begun = restart(recovery);
        cloud.operation = cloud.operation.copy().put("done", true).put("error", new JsonObject().put("code", 9));
        assertThat(restart(Recoveries.after(recovery, begun)))
                .isEqualTo(new Step.Failed("Cloud Run could not bring up the new revision: code 9."));
        cloud.service = cloud.service.copy().put("reconciling", false).put("terminalCondition",
                new JsonObject().put("state", "CONDITION_FAILED"));
        assertThat(restart(recovery)).isEqualTo(new Step.Failed("Cloud Run could not bring up the new revision."));
    }

    @Test
    void whoComesLateDoesNothing() {
        restart(of(8));
        assertThat(restart(recovery)).isEqualTo(new Step.Refused("The service was restarted for a later recovery."));
        assertThat(cloud.patches).hasSize(1);
    }

    @Test
    void whatMayNotOrCannotBeRestartedIsLeftAlone() {
        Recovery other = Recoveries.acting(Kind.CLOUD_RUN,
                new JsonObject().put("service", "projects/x/locations/y/services/z"), 1);
        assertThat(restart(other))
                .isEqualTo(new Step.Refused("The service projects/x/locations/y/services/z may not be restarted."));
        assertThat(plane.look(other).await().atMost(SOON)).isEqualTo(Sight.DOWN);
        assertThat(cloud.authorizations).isEmpty();
        cloud.service = cloud.service.copy().put("traffic", List.of(new JsonObject()
                .put("type", "TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION").put("revision", "r1").put("percent", 100)));
        assertThat(restart(recovery))
                .isEqualTo(new Step.Refused("The traffic of the service does not go to its latest revision."));
        assertThat(cloud.patches).isEmpty();
    }

    @Test
    void anAddressWithoutTlsIsForTestsAlone() {
        var open = new Settings(true, Optional.empty(), URI.create("http://example.org"), cloud.url("/token"), SOON);
        assertThatThrownBy(() -> new CloudRunControlPlane(open))
                .hasMessage("agentops.healing.cloud-run.url must begin with https://, was http://example.org");
    }
}
