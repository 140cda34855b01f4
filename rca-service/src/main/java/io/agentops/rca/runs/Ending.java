package io.agentops.rca.runs;

import java.time.Duration;

import io.agentops.contract.rca.Category;
import io.agentops.contract.rca.RcaStatus;

/** How an attempt at an analysis ends, and what the row says from then on. */
sealed interface Ending {

    RcaStatus status();

    /** What went wrong, in words that carry none of the run's content; null when nothing did. */
    String failure();

    /** The report as JSON; null when there is none. */
    default String report() {
        return null;
    }

    /** How long the row rests before it may be taken up again; null when it never will be. */
    default Duration rest() {
        return null;
    }

    /** The run is explained. */
    record Done(Category category, String report, String summary) implements Ending {
        @Override
        public RcaStatus status() {
            return RcaStatus.DONE;
        }

        @Override
        public String failure() {
            return null;
        }
    }

    /** The run cannot be explained, and another attempt would not change that. */
    record Failed(String failure) implements Ending {
        @Override
        public RcaStatus status() {
            return RcaStatus.FAILED;
        }
    }

    /** The attempt failed; another may succeed. */
    record TryAgain(String failure, Duration rest) implements Ending {
        @Override
        public RcaStatus status() {
            return RcaStatus.QUEUED;
        }
    }
}
