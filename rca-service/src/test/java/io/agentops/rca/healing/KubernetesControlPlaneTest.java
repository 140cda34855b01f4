package io.agentops.rca.healing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.agentops.rca.healing.ControlPlane.Kind;
import io.agentops.rca.healing.ControlPlane.Step;
import io.agentops.rca.healing.SuccessRule.Sight;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentConditionBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.vertx.core.json.JsonObject;

@EnableKubernetesMockClient(crud = true)
class KubernetesControlPlaneTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    KubernetesClient client;
    KubernetesMockServer server;
    private KubernetesControlPlane plane;

    private record Settings(boolean enabled, Optional<Set<String>> namespaces) implements KubernetesConfig {}

    @BeforeEach
    void begin() {
        plane = new KubernetesControlPlane(new Settings(true, Optional.of(Set.of("agents", "kube-system"))),
                () -> client);
        client.apps().deployments().inNamespace("agents").resource(new DeploymentBuilder()
                .withNewMetadata().withName("billing").withGeneration(1L).endMetadata()
                .withNewSpec().withReplicas(2).withNewTemplate().withNewMetadata().endMetadata().withNewSpec()
                .addNewContainer().withName("agent").withImage("agent:1").endContainer().endSpec().endTemplate()
                .endSpec().build()).create();
        status(1, 2, 2);
    }

    private static JsonObject workload(String name) {
        return new JsonObject().put("kind", "kubernetes").put("namespace", "agents").put("workload", name);
    }

    private Step restart(Recovery recovery) {
        return plane.restart(recovery).await().atMost(SOON);
    }

    private Deployment deployment() {
        return client.apps().deployments().inNamespace("agents").withName("billing").get();
    }

    private String annotation(String name) {
        var annotations = deployment().getSpec().getTemplate().getMetadata().getAnnotations();
        return annotations == null ? null : annotations.get(name);
    }

    private void change(Consumer<Deployment> edit) {
        client.apps().deployments().inNamespace("agents").withName("billing").edit(found -> {
            edit.accept(found);
            return found;
        });
    }

    /** As the deployment's controller does. */
    private void status(long generation, int updated, int available) {
        change(found -> {
            found.getMetadata().setGeneration(generation);
            DeploymentStatus status = new DeploymentStatus();
            status.setObservedGeneration(generation);
            status.setReplicas(2);
            status.setUpdatedReplicas(updated);
            status.setAvailableReplicas(available);
            found.setStatus(status);
        });
    }

    private long patches() throws InterruptedException {
        long count = 0;
        for (var request = server.takeRequest(10, TimeUnit.MILLISECONDS); request != null; request = server
                .takeRequest(10, TimeUnit.MILLISECONDS)) {
            String type = request.getHeader("Content-Type");
            count += "PATCH".equals(request.getMethod()) && type != null && type.contains("merge-patch") ? 1 : 0;
        }
        return count;
    }

    @Test
    void aWorkloadIsRestartedOnceAndIsDoneWhenItsPodsAreReplaced() throws InterruptedException {
        Recovery recovery = Recoveries.acting(Kind.KUBERNETES, workload("deployment/billing"), 7);

        Step begun = restart(recovery);
        assertThat(begun).isInstanceOf(Step.Underway.class);
        assertThat(annotation(KubernetesControlPlane.RECOVERY)).isEqualTo(recovery.id().toString());
        assertThat(annotation(KubernetesControlPlane.FENCING)).isEqualTo("7");
        assertThat(annotation("kubectl.kubernetes.io/restartedAt")).isEqualTo(Recoveries.ACTING.toString());

        status(2, 1, 1);
        // A process that knows nothing of the first one's request.
        assertThat(restart(recovery)).isInstanceOf(Step.Underway.class);
        assertThat(plane.look(recovery).await().atMost(SOON)).isEqualTo(Sight.NOT_YET);
        status(2, 2, 2);
        Step done = restart(Recoveries.after(recovery, begun));
        assertThat(done).isEqualTo(new Step.Done(new JsonObject().put("workload", "deployment/billing")
                .put("generation", 2L).put("updated", 2L).put("wanted", 2L)));
        assertThat(plane.look(recovery).await().atMost(SOON)).isEqualTo(Sight.HEALTHY);
        assertThat(patches()).isEqualTo(1);
    }

    @Test
    void whoComesLateDoesNothing() {
        Recovery late = Recoveries.acting(Kind.KUBERNETES, workload("deployment/billing"), 7);
        Recovery later = Recoveries.acting(Kind.KUBERNETES, workload("deployment/billing"), 8);
        restart(later);

        assertThat(restart(late))
                .isEqualTo(new Step.Refused("The deployment was restarted for a later recovery."));
        assertThat(annotation(KubernetesControlPlane.RECOVERY)).isEqualTo(later.id().toString());
    }

    @Test
    void theWorkloadOfAPodIsFoundByItsOwners() {
        client.apps().replicaSets().inNamespace("agents").resource(new ReplicaSetBuilder().withNewMetadata()
                .withName("billing-5d4").withOwnerReferences(new OwnerReferenceBuilder().withKind("Deployment")
                        .withName("billing").withController(true).withApiVersion("apps/v1").withUid("u").build())
                .endMetadata().withNewSpec().withNewSelector().endSelector().endSpec().build()).create();
        client.pods().inNamespace("agents").resource(new PodBuilder().withNewMetadata().withName("billing-5d4-x")
                .withOwnerReferences(new OwnerReferenceBuilder().withKind("ReplicaSet").withName("billing-5d4")
                        .withController(true).withApiVersion("apps/v1").withUid("v").build())
                .endMetadata().build()).create();
        Recovery recovery = Recoveries.acting(Kind.KUBERNETES, new JsonObject().put("kind", "kubernetes")
                .put("namespace", "agents").put("pod", "billing-5d4-x"), 1);

        Step begun = restart(recovery);
        assertThat(((Step.Underway) begun).progress().getString("workload")).isEqualTo("deployment/billing");
        client.pods().inNamespace("agents").withName("billing-5d4-x").delete();
        status(2, 2, 2);

        assertThat(restart(Recoveries.after(recovery, begun))).isInstanceOf(Step.Done.class);
        assertThat(restart(Recoveries.acting(Kind.KUBERNETES, recovery.target(), 2)))
                .isEqualTo(new Step.Refused("No deployment, stateful set or daemon set makes the pod."));
    }

    @Test
    void whatKubernetesGivesUpHasFailed() {
        Recovery recovery = Recoveries.acting(Kind.KUBERNETES, workload("deployment/billing"), 7);
        restart(recovery);
        status(2, 1, 1);
        change(found -> found.getStatus().setConditions(List.of(
                new DeploymentConditionBuilder().withType("Progressing")
                        .withStatus("False").withReason("ProgressDeadlineExceeded").build())));

        assertThat(restart(recovery))
                .isEqualTo(new Step.Failed("Kubernetes gave up on the new pods of the deployment."));
    }

    private Sight look(Recovery recovery) {
        return plane.look(recovery).await().atMost(SOON);
    }

    private void progressing(String reason) {
        change(found -> found.getStatus().setConditions(List.of(new DeploymentConditionBuilder()
                .withType("Progressing").withReason(reason).build())));
    }

    @Test
    void aWorkloadThatSomebodyRollsOutIsNeitherUpNorDown() {
        Recovery recovery = Recoveries.acting(Kind.KUBERNETES, workload("deployment/billing"), 7);
        assertThat(look(recovery)).isEqualTo(Sight.HEALTHY);
        status(2, 1, 2);
        assertThat(look(recovery)).isEqualTo(Sight.NOT_YET);
        status(2, 2, 1);
        progressing("ReplicaSetUpdated");
        assertThat(look(recovery)).isEqualTo(Sight.NOT_YET);
        progressing("NewReplicaSetAvailable");
        assertThat(look(recovery)).isEqualTo(Sight.DOWN);
        status(2, 1, 1);
        progressing("ProgressDeadlineExceeded");
        assertThat(look(recovery)).isEqualTo(Sight.DOWN);
        status(2, 2, 2);
        assertThat(look(recovery)).isEqualTo(Sight.HEALTHY);
    }

    @ParameterizedTest
    @CsvSource({"GET, 401", "GET, 403", "PATCH, 403", "PATCH, 422"})
    void whatKubernetesForbidsIsRefused(String method, int status) {
        answer(method, status);
        Recovery recovery = Recoveries.acting(Kind.KUBERNETES, workload("deployment/billing"), 7);
        assertThat(restart(recovery)).isEqualTo(new Step.Refused("Kubernetes answered %d.".formatted(status)));
        assertThat(look(recovery)).isEqualTo("GET".equals(method) ? Sight.DOWN : Sight.HEALTHY);
    }

    @Test
    void whatSomebodyElseHasJustChangedIsAskedAgain() {
        answer("PATCH", 409);
        Recovery recovery = Recoveries.acting(Kind.KUBERNETES, workload("deployment/billing"), 7);
        assertThatThrownBy(() -> restart(recovery)).isInstanceOf(KubernetesClientException.class);
    }

    private void answer(String method, int status) {
        String path = "/apis/apps/v1/namespaces/agents/deployments/billing";
        var answer = "GET".equals(method) ? server.expect().get() : server.expect().patch();
        answer.withPath(path).andReturn(status, new StatusBuilder().withCode(status).withReason("No").build())
                .always();
    }

    @Test
    void whatMayNotBeRestartedIsNotLookedAt() {
        assertThat(look(Recoveries.acting(Kind.KUBERNETES,
                workload("deployment/billing").put("namespace", "elsewhere"), 1))).isEqualTo(Sight.DOWN);
        assertThat(look(Recoveries.acting(Kind.KUBERNETES, workload("deployment/nothing"), 1))).isEqualTo(Sight.DOWN);
    }

    @Test
    void whatMayNotOrCannotBeRestartedIsLeftAlone() {
        for (String namespace : List.of("kube-system", "elsewhere")) {
            assertThat(restart(Recoveries.acting(Kind.KUBERNETES,
                    workload("deployment/billing").put("namespace", namespace), 1))).isEqualTo(new Step.Refused(
                            "Workloads of the namespace %s may not be restarted.".formatted(namespace)));
        }
        change(found -> found.getSpec().setPaused(true));
        assertThat(restart(Recoveries.acting(Kind.KUBERNETES, workload("deployment/billing"), 1)))
                .isEqualTo(new Step.Refused("The deployment is paused."));
        change(found -> {
            found.getSpec().setPaused(false);
            found.getSpec().setReplicas(0);
        });
        assertThat(restart(Recoveries.acting(Kind.KUBERNETES, workload("deployment/billing"), 1)))
                .isEqualTo(new Step.Refused("The deployment is scaled to 0."));
        assertThat(annotation(KubernetesControlPlane.RECOVERY)).isNull();
    }
}
