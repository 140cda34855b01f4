package io.agentops.rca.healing;

import java.util.Locale;

import io.agentops.rca.healing.SuccessRule.Sight;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;

/**
 * What runs agents, and can start them again. It is asked about a recovery time and again, by whichever process holds it, and possibly
 * by one that does so no longer: <b>for one recovery it restarts at most once</b>, and none after one whose fencing is higher. Each call
 * ends within the step limit or is given up; what it began then is found by the next.
 */
interface ControlPlane {

    /** Which one. */
    enum Kind {
        SIDECAR,
        KUBERNETES,
        CLOUD_RUN;

        String wireName() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** Null for null. */
        static Kind of(String wireName) {
            return wireName == null ? null : valueOf(wireName.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
    }

    Kind kind();

    /** Whether this process may use it. */
    default boolean isSetUp() {
        return true;
    }

    /**
     * Begins the restart, or tells how far it is. A failure of the call says nothing about the restart: it is asked again.
     *
     * @param recovery in the state of acting
     */
    Uni<Step> restart(Recovery recovery);

    /**
     * How the workload looks to the control plane itself; that is asked where the agent is not heard of, before a restart and after it.
     * {@code NOT_YET} says that it is being replaced, by whoever; {@code DOWN} that it does not serve, or may not be looked at.
     */
    Uni<Sight> look(Recovery recovery);

    /** How far a restart is. */
    sealed interface Step {

        /**
         * It is under way.
         *
         * @param progress what the next call needs; null for nothing
         */
        record Underway(JsonObject progress) implements Step {}

        /**
         * It is done, as far as the control plane goes.
         *
         * @param result for people
         */
        record Done(JsonObject result) implements Step {}

        /** It was not done, and will not be. */
        record Failed(String why) implements Step {}

        /** It may not or cannot be done here. */
        record Refused(String why) implements Step {}

        /** Nobody can tell whether it was done. */
        record Unknown(String why) implements Step {}
    }
}
