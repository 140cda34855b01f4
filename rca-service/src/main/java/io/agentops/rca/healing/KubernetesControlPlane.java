package io.agentops.rca.healing;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;

import io.agentops.rca.healing.SuccessRule.Sight;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.json.JsonObject;

/**
 * Restarts the workload that makes an agent's pods, by annotations of its template that are made of the recovery: the same ones twice
 * change nothing. Kubernetes then replaces the pods as the workload's own strategy allows.
 */
@ApplicationScoped
class KubernetesControlPlane implements ControlPlane {

    static final String RECOVERY = "agentops.io/recovery";
    static final String FENCING = "agentops.io/recovery-fencing";
    private static final String RESTARTED_AT = "kubectl.kubernetes.io/restartedAt";

    /** No credentials that are taken, no right to it, and a change that is not accepted. */
    private static final Set<Integer> FINAL = Set.of(401, 403, 422);

    private final KubernetesConfig config;
    private final Supplier<KubernetesClient> clients;

    @Inject
    KubernetesControlPlane(KubernetesConfig config, Instance<KubernetesClient> clients) {
        this(config, clients::get);
    }

    KubernetesControlPlane(KubernetesConfig config, Supplier<KubernetesClient> clients) {
        this.config = config;
        this.clients = clients;
    }

    @Override
    public Kind kind() {
        return Kind.KUBERNETES;
    }

    @Override
    public boolean isSetUp() {
        return config.enabled();
    }

    @Override
    public Uni<Step> restart(Recovery recovery) {
        return onWorker(() -> {
            String namespace = recovery.target().getString("namespace");
            if (!isAllowed(namespace)) {
                return new Step.Refused("Workloads of the namespace %s may not be restarted.".formatted(namespace));
            }
            try {
                return workload(recovery).map(found -> restart(recovery, found))
                        .orElseGet(() -> new Step.Refused("No deployment, stateful set or daemon set makes the pod."));
            } catch (KubernetesClientException e) {
                if (isFinal(e)) {
                    return new Step.Refused("Kubernetes answered %d.".formatted(e.getCode()));
                }
                throw e;
            }
        });
    }

    /** Whether to ask again would be answered in the same way. */
    private static boolean isFinal(KubernetesClientException e) {
        return FINAL.contains(e.getCode());
    }

    @Override
    public Uni<Sight> look(Recovery recovery) {
        return onWorker(() -> {
            if (!isAllowed(recovery.target().getString("namespace"))) {
                return Sight.DOWN;
            }
            try {
                return workload(recovery).map(KubernetesControlPlane::sight).orElse(Sight.DOWN);
            } catch (KubernetesClientException e) {
                if (isFinal(e)) {
                    return Sight.DOWN;
                }
                throw e;
            }
        });
    }

    private static Sight sight(Workload workload) {
        if (workload.isRolledOut()) {
            return Sight.HEALTHY;
        }
        return workload.isUnderway() ? Sight.NOT_YET : Sight.DOWN;
    }

    private static <T> Uni<T> onWorker(Supplier<T> work) {
        return Uni.createFrom().item(work).runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    private boolean isAllowed(String namespace) {
        return !namespace.startsWith("kube-") && config.namespaces().orElse(Set.of()).contains(namespace);
    }

    private Step restart(Recovery recovery, Workload workload) {
        if (recovery.id().toString().equals(workload.annotation(RECOVERY))) {
            return progress(workload);
        }
        String seen = workload.annotation(FENCING);
        if (seen != null && Long.parseLong(seen) >= recovery.fencing()) {
            return new Step.Refused("The %s was restarted for a later recovery.".formatted(workload.kind().wireName()));
        }
        String obstacle = workload.obstacle();
        if (obstacle != null) {
            return new Step.Refused(obstacle);
        }
        patch(recovery, workload);
        return new Step.Underway(workload.told());
    }

    private static Step progress(Workload workload) {
        if (workload.isRolledOut()) {
            return new Step.Done(workload.told());
        }
        return workload.isStuck()
                ? new Step.Failed("Kubernetes gave up on the new pods of the %s.".formatted(workload.kind().wireName()))
                : new Step.Underway(workload.told());
    }

    /** Fails where somebody has changed the workload since it was read: it is read again then. */
    private void patch(Recovery recovery, Workload workload) {
        JsonObject annotations = new JsonObject().put(RECOVERY, recovery.id().toString())
                .put(FENCING, String.valueOf(recovery.fencing())).put(RESTARTED_AT, recovery.actingAt().toString());
        JsonObject patch = new JsonObject()
                .put("metadata",
                        new JsonObject().put("resourceVersion", workload.resource().getMetadata().getResourceVersion()))
                .put("spec", new JsonObject().put("template",
                        new JsonObject().put("metadata", new JsonObject().put("annotations", annotations))));
        named(workload.kind(), recovery.target().getString("namespace"), workload.resource().getMetadata().getName())
                .patch(PatchContext.of(PatchType.JSON_MERGE), patch.encode());
    }

    /** As it is now; what was found once stays the target, since the pod that led to it is replaced. */
    private Optional<Workload> workload(Recovery recovery) {
        String namespace = recovery.target().getString("namespace");
        String named = recovery.progress() == null ? null : recovery.progress().getString("workload");
        String wanted = named == null ? recovery.target().getString("workload") : named;
        if (wanted == null) {
            return ownerOf(namespace, recovery.target().getString("pod"));
        }
        int slash = wanted.indexOf('/');
        return read(Workload.Kind.of(wanted.substring(0, slash)), namespace, wanted.substring(slash + 1));
    }

    private Optional<Workload> ownerOf(String namespace, String podName) {
        return Optional.ofNullable(clients.get().pods().inNamespace(namespace).withName(podName).get())
                .flatMap(pod -> controller(pod.getMetadata().getOwnerReferences()))
                .flatMap(owner -> "ReplicaSet".equals(owner.getKind())
                        ? Optional.ofNullable(clients.get().apps().replicaSets().inNamespace(namespace)
                                .withName(owner.getName()).get())
                                .flatMap(set -> controller(set.getMetadata().getOwnerReferences()))
                        : Optional.of(owner))
                .flatMap(owner -> Workload.Kind.ofApi(owner.getKind())
                        .flatMap(kind -> read(kind, namespace, owner.getName())));
    }

    private static Optional<OwnerReference> controller(List<OwnerReference> owners) {
        return owners.stream().filter(owner -> Boolean.TRUE.equals(owner.getController())).findFirst();
    }

    private Optional<Workload> read(Workload.Kind kind, String namespace, String name) {
        return Optional.ofNullable(named(kind, namespace, name).get()).map(found -> new Workload(kind, found));
    }

    private Resource<GenericKubernetesResource> named(Workload.Kind kind, String namespace, String name) {
        return clients.get().genericKubernetesResources(kind.api()).inNamespace(namespace).withName(name);
    }
}
