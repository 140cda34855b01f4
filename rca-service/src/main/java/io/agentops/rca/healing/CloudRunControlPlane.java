package io.agentops.rca.healing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import io.agentops.rca.healing.CloudRunApi.ApiException;
import io.agentops.rca.healing.SuccessRule.Sight;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * Restarts a service of Cloud Run by a new revision of the same template. Annotations of the template say for which recovery it is; they
 * are looked at before, and the service's etag lets only one change through.
 */
@ApplicationScoped
class CloudRunControlPlane implements ControlPlane {

    static final String RECOVERY = "agentops.io/recovery";
    static final String FENCING = "agentops.io/recovery-fencing";

    private final CloudRunConfig config;
    private final CloudRunApi api;

    CloudRunControlPlane(CloudRunConfig config) {
        this.config = config;
        this.api = new CloudRunApi(config);
    }

    @Override
    public Kind kind() {
        return Kind.CLOUD_RUN;
    }

    @Override
    public boolean isSetUp() {
        return config.enabled();
    }

    /** What a request to the API gives, or throws. */
    private interface Call<T> {
        T now() throws IOException;
    }

    @Override
    public Uni<Step> restart(Recovery recovery) {
        String service = recovery.target().getString("service");
        if (!isAllowed(service)) {
            return Uni.createFrom().item(new Step.Refused("The service %s may not be restarted.".formatted(service)));
        }
        return onWorker(() -> {
            try {
                return step(recovery, api.get(service));
            } catch (ApiException e) {
                if (isFinal(e)) {
                    return new Step.Refused(e.getMessage() + ".");
                }
                throw e;
            }
        });
    }

    @Override
    public Uni<Sight> look(Recovery recovery) {
        String service = recovery.target().getString("service");
        return isAllowed(service) ? onWorker(() -> look(service)) : Uni.createFrom().item(Sight.DOWN);
    }

    private Sight look(String name) throws IOException {
        try {
            JsonObject service = api.get(name);
            if (isReady(service)) {
                return Sight.HEALTHY;
            }
            return isSettled(service) ? Sight.DOWN : Sight.NOT_YET;
        } catch (ApiException e) {
            if (isFinal(e)) {
                return Sight.DOWN;
            }
            throw e;
        }
    }

    private boolean isAllowed(String service) {
        return config.services().orElse(Set.of()).contains(service);
    }

    /** Whether to ask again would be answered in the same way. */
    private static boolean isFinal(ApiException e) {
        return e.status() == 403 || e.status() == 404;
    }

    private static <T> Uni<T> onWorker(Call<T> call) {
        return Uni.createFrom().item(() -> {
            try {
                return call.now();
            } catch (IOException e) {
                throw new UncheckedIOException(e.getMessage(), e);
            }
        }).runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    private Step step(Recovery recovery, JsonObject service) throws IOException {
        JsonObject template = object(service, "template");
        JsonObject annotations = object(template, "annotations");
        if (recovery.id().toString().equals(annotations.getString(RECOVERY))) {
            return progress(recovery, service);
        }
        String seen = annotations.getString(FENCING);
        if (seen != null && Long.parseLong(seen) >= recovery.fencing()) {
            return new Step.Refused("The service was restarted for a later recovery.");
        }
        if (!followsLatest(service)) {
            return new Step.Refused("The traffic of the service does not go to its latest revision.");
        }
        JsonObject marked = template.copy().put("annotations", annotations.copy()
                .put(RECOVERY, recovery.id().toString()).put(FENCING, String.valueOf(recovery.fencing())));
        // A revision that was named by hand cannot be made twice.
        marked.remove("revision");
        JsonObject operation = api.patchTemplate(recovery.target().getString("service"), new JsonObject()
                .put("name", service.getString("name")).put("etag", service.getString("etag"))
                .put("template", marked));
        return new Step.Underway(new JsonObject().put("operation", operation.getString("name")));
    }

    /** The operation says why it failed; the service says what is. Who took over may know of no operation. */
    private Step progress(Recovery recovery, JsonObject service) throws IOException {
        String name = recovery.progress() == null ? null : recovery.progress().getString("operation");
        JsonObject operation = name == null ? new JsonObject() : api.get(name);
        JsonObject error = operation.getJsonObject("error");
        if (error != null || isFailed(service)) {
            return new Step.Failed("Cloud Run could not bring up the new revision%s."
                    .formatted(error == null ? "" : ": code " + error.getValue("code")));
        }
        return isReady(service)
                ? new Step.Done(new JsonObject().put("revision", service.getString("latestReadyRevision")))
                : new Step.Underway(recovery.progress());
    }

    /** What is said of an earlier generation says nothing about the new revision. */
    private static boolean isSettled(JsonObject service) {
        return !service.getBoolean("reconciling", false)
                && Objects.equals(service.getValue("generation"), service.getValue("observedGeneration"));
    }

    private static boolean isFailed(JsonObject service) {
        return isSettled(service) && "CONDITION_FAILED".equals(object(service, "terminalCondition").getString("state"));
    }

    private static boolean isReady(JsonObject service) {
        String latest = service.getString("latestReadyRevision");
        return isSettled(service) && latest != null && latest.equals(service.getString("latestCreatedRevision"))
                && "CONDITION_SUCCEEDED".equals(object(service, "terminalCondition").getString("state"));
    }

    /** Without any share of traffic, all of it does. */
    private static boolean followsLatest(JsonObject service) {
        JsonArray traffic = service.getJsonArray("traffic");
        return traffic == null || traffic.isEmpty() || traffic.stream().map(JsonObject.class::cast)
                .anyMatch(share -> "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST".equals(share.getString("type"))
                        && share.getInteger("percent", 0) > 0);
    }

    private static JsonObject object(JsonObject of, String field) {
        JsonObject found = of.getJsonObject(field);
        return found == null ? new JsonObject() : found;
    }
}
