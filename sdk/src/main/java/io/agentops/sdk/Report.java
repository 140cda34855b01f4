package io.agentops.sdk;

import java.util.LinkedHashMap;
import java.util.Map;

/** Something to tell about a run. */
sealed interface Report {

    /** About what the fields around a message's variable parts take on the wire. */
    int FRAME = 256;
    /** Stands where a failure's code was none. */
    String NO_CODE = "unspecified";

    Run run();

    /** A generous guess at the bytes it takes. */
    int weight();

    /** The run began. */
    record Started(Run run) implements Report {
        @Override
        public int weight() {
            return FRAME;
        }
    }

    /** The run ended, or says otherwise than before how it ended. */
    record Ended(Run run) implements Report {
        @Override
        public int weight() {
            return FRAME;
        }
    }

    /**
     * A step ended, or says otherwise than before how it ended.
     *
     * @param status {@code success}, {@code failure}, or null where nobody told
     * @param startedAt nanoseconds after the run's start, like {@code endedAt}
     * @param metadata String, Long, Double and Boolean by label; not changed any more
     * @param failure why it failed, so that one message tells both; null where that is not known
     */
    record StepEnded(Run run, String stepId, int seq, StepType type, String name, String status, long startedAt,
            long endedAt, Map<String, Object> metadata, Failed failure) implements Report {
        @Override
        public int weight() {
            int weight = FRAME + name.length();
            for (Map.Entry<String, Object> entry : metadata.entrySet()) {
                weight += entry.getKey().length() + (entry.getValue() instanceof String s ? s.length() : 24) + 8;
            }
            return weight;
        }

        StepEnded withoutMetadata(String label) {
            Map<String, Object> rest = new LinkedHashMap<>(metadata);
            rest.remove(label);
            return new StepEnded(run, stepId, seq, type, name, status, startedAt, endedAt, rest, failure);
        }

        StepEnded withoutMetadata() {
            return new StepEnded(run, stepId, seq, type, name, status, startedAt, endedAt, Map.of(), failure);
        }

        StepEnded withoutName() {
            return new StepEnded(run, stepId, seq, type, type.wireName(), status, startedAt, endedAt, metadata,
                    failure);
        }
    }

    /**
     * Something failed.
     *
     * @param message null where there is none
     * @param stepId null where it is not of one step
     */
    record Failed(Run run, String failureId, FailureType type, String code, String message, String stepId)
            implements
                Report {
        @Override
        public int weight() {
            return FRAME + code.length() + (message == null ? 0 : message.length());
        }

        Failed withoutMessage() {
            return new Failed(run, failureId, type, code, null, stepId);
        }

        Failed withoutCode() {
            return new Failed(run, failureId, type, NO_CODE, message, stepId);
        }
    }
}
