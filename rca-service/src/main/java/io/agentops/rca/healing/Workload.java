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
        String ready = switch (kind) {
            case DEPLOYMENT -> "availableReplicas";
            case STATEFULSET -> "readyReplicas";
            case DAEMONSET -> "numberAvailable";
        };
        return hasReplacedAll() && number("status", ready, 0) == wanted();
    }

    /** Whether Kubernetes is still replacing its pods by those of its present template. */
    boolean isUnderway() {
        if (obstacle() != null || isStuck()) {
            return false;
        }
        boolean isStarting = switch (kind) {
            case DEPLOYMENT -> progress().filter(reason -> !"NewReplicaSetAvailable".equals(reason)).isPresent();
            case STATEFULSET -> !Objects.equals(revision("currentRevision"), revision("updateRevision"));
            case DAEMONSET -> false;
        };
        return isStarting || !hasReplacedAll();
    }

    private boolean hasReplacedAll() {
        long generation = Objects.requireNonNullElse(resource.getMetadata().getGeneration(), 0L);
        if (number("status", "observedGeneration", 0) < generation) {
            return false;
        }
        return kind == Kind.DAEMONSET
                ? updated() == wanted()
                : updated() == wanted() && number("status", "replicas", 0) == wanted();
    }

    private long wanted() {
        return kind == Kind.DAEMONSET
                ? number("status", "desiredNumberScheduled", 0)
                : number("spec", "replicas", 1);
    }

    private long updated() {
        return number("status", kind == Kind.DAEMONSET ? "updatedNumberScheduled" : "updatedReplicas", 0);
    }

    /** Whether Kubernetes has given up on its present template. */
    boolean isStuck() {
        return progress().filter("ProgressDeadlineExceeded"::equals).isPresent();
    }

    /** How far a deployment is, in Kubernetes' own word. */
    private Optional<String> progress() {
        Iterable<?> conditions = Optional.<Iterable<?>>ofNullable(resource.get("status", "conditions"))
                .orElse(List.of());
        for (Object each : conditions) {
            if (each instanceof Map<?, ?> condition && "Progressing".equals(condition.get("type"))) {
                return Optional.ofNullable(condition.get("reason")).map(Object::toString);
            }
        }
        return Optional.empty();
    }

    /** For people, and for who goes on. */
    JsonObject told() {
        return new JsonObject().put("workload", kind.wireName() + "/" + resource.getMetadata().getName())
                .put("generation", resource.getMetadata().getGeneration())
                .put("updated", updated()).put("wanted", wanted());
    }

    private String revision(String field) {
        return resource.get("status", field);
    }

    private long number(String part, String field, long otherwise) {
        Object value = resource.get(part, field);
        return value instanceof Number given ? given.longValue() : otherwise;
    }
}
