package io.agentops.rca.healing;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.vertx.core.json.JsonObject;

/** What makes pods, of whichever kind, as it was read. */
record Workload(Kind kind, GenericKubernetesResource resource) {

    /** What can be restarted by a change of its template. */
    enum Kind {
        DEPLOYMENT("Deployment"),
        STATEFULSET("StatefulSet"),
        DAEMONSET("DaemonSet");

        private final String apiName;

        Kind(String apiName) {
            this.apiName = apiName;
        }

        static Optional<Kind> ofApi(String name) {
            return Optional.of(name).filter(given -> given.matches("Deployment|StatefulSet|DaemonSet"))
                    .map(given -> of(given));
        }

        static Kind of(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        ResourceDefinitionContext api() {
            return new ResourceDefinitionContext.Builder().withGroup("apps").withVersion("v1").withKind(apiName)
                    .withPlural(wireName() + "s").withNamespaced(true).build();
        }
    }

    String annotation(String name) {
        return resource.get("spec", "template", "metadata", "annotations", name);
    }

    /** Why a change of its template would restart nothing; null where it would. */
    String obstacle() {
        if (Boolean.TRUE.equals(resource.get("spec", "paused"))) {
            return "The %s is paused.".formatted(kind.wireName());
        }
        if (kind != Kind.DAEMONSET && number("spec", "replicas", 1) == 0) {
            return "The %s is scaled to 0.".formatted(kind.wireName());
        }
        boolean byHand = "OnDelete".equals(resource.get("spec", "updateStrategy", "type"));
        return byHand ? "The %s replaces no pods by itself.".formatted(kind.wireName()) : null;
    }

    /** Whether all of its pods are those of its present template, and serve. */
    boolean isRolledOut() {
        long generation = Objects.requireNonNullElse(resource.getMetadata().getGeneration(), 0L);
        if (number("status", "observedGeneration", 0) < generation) {
            return false;
        }
        if (kind == Kind.DAEMONSET) {
            long wanted = number("status", "desiredNumberScheduled", 0);
            return number("status", "updatedNumberScheduled", 0) == wanted
                    && number("status", "numberAvailable", 0) == wanted;
        }
        long wanted = number("spec", "replicas", 1);
        String ready = kind == Kind.DEPLOYMENT ? "availableReplicas" : "readyReplicas";
        return number("status", "updatedReplicas", 0) == wanted && number("status", "replicas", 0) == wanted
                && number("status", ready, 0) == wanted;
    }

    /** Whether Kubernetes has given up on its present template. */
    boolean isStuck() {
        Iterable<?> conditions = Optional.<Iterable<?>>ofNullable(resource.get("status", "conditions"))
                .orElse(List.of());
        for (Object each : conditions) {
            if (each instanceof Map<?, ?> condition && "Progressing".equals(condition.get("type"))
                    && "ProgressDeadlineExceeded".equals(condition.get("reason"))) {
                return true;
            }
        }
        return false;
    }

    /** For people, and for who goes on. */
    JsonObject told() {
        return new JsonObject().put("workload", kind.wireName() + "/" + resource.getMetadata().getName())
                .put("generation", resource.getMetadata().getGeneration())
                .put("updated",
                        number("status", kind == Kind.DAEMONSET ? "updatedNumberScheduled" : "updatedReplicas", 0))
                .put("wanted", kind == Kind.DAEMONSET
                        ? number("status", "desiredNumberScheduled", 0)
                        : number("spec", "replicas", 1));
    }

    private long number(String part, String field, long otherwise) {
        Object value = resource.get(part, field);
        return value instanceof Number given ? given.longValue() : otherwise;
    }
}
