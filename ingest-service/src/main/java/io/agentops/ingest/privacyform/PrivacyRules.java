package io.agentops.ingest.privacyform;

import java.math.BigInteger;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.agentops.http.Problem;
import io.agentops.ingest.privacy.Labels;
import io.agentops.ingest.privacy.Redactor;
import io.agentops.ingest.runs.Rules;

/**
 * What a run in the privacy-first form must keep, so that no prompt, response, document or personal data gets into any field as
 * agents and people write it: there are no unknown fields, every string is a label (a few words of plain characters, without
 * spaces), no name of metadata stands for content, and a failure's message is made of operational words and a few labels.
 */
final class PrivacyRules extends Rules {

    static final String NO_LABEL = "must be a label: letters, digits and punctuation of ASCII, without spaces";
    static final String TOO_MANY_WORDS = "must be a label of at most %d words";
    static final String UNSAFE = "holds what looks like personal data or a secret";
    static final String CONTENT_KEY = "is a name for content, personal data or secrets, which this form does not take";
    static final String NO_KEY = "must have a name of at most 64 letters, digits, dots, dashes and underscores";
    static final String NO_VALUE = "must be a number, a boolean or a label";
    private static final int LABEL = 128;
    private static final int MESSAGE = 300;

    private final Redactor redactor;
    private final OperationalText operationalText;
    private final Set<String> labelsOfRun = new HashSet<>();

    PrivacyRules(Instant latest, Redactor redactor, OperationalText operationalText) {
        super(latest);
        this.redactor = redactor;
        this.operationalText = operationalText;
    }

    List<Problem.Error> check(PrivacyRun run) {
        plainId("/run_id", run.runId());
        plainId("/agent_id", run.agentId());
        plainLabel("/agent_version", run.agentVersion());
        plainLabel("/environment", run.environment());
        present("/status", run.status());
        present("/started_at", run.startedAt());
        span(run.startedAt(), run.endedAt());
        each("/steps", run.steps(), this::step);
        // A message may name the labels of its run, so that all of them come first.
        each("/failures", run.failures(), this::failure);
        if (run.failure() != null) {
            within("/failure", run.failure(), this::failure);
        }
        each("/failures", run.failures(), this::message);
        if (run.failure() != null) {
            within("/failure", run.failure(), this::message);
        }
        return errors();
    }

    private void step(PrivacyRun.Step step) {
        plainId("/step_id", step.stepId());
        required("/name", step.name(), LABEL);
        plainLabel("/name", step.name());
        plainLabel("/status", step.status());
        span(step.startedAt(), step.endedAt());
        notNegative("/seq", step.seq());
        notNegative("/latency_ms", step.latencyMs());
        atMost("/metadata", step.metadata().size(), METADATA_ENTRIES);
        step.metadata().forEach((name, value) -> entry("/metadata", name, value));
    }

    private void failure(PrivacyRun.Failure failure) {
        if (failure.failureId() != null) {
            plainId("/failure_id", failure.failureId());
        }
        present("/failure_type", failure.failureType());
        required("/failure_code", failure.failureCode(), LABEL);
        plainLabel("/failure_code", failure.failureCode());
        if (failure.stepId() != null) {
            plainId("/step_id", failure.stepId());
        }
    }

    private void message(PrivacyRun.Failure failure) {
        String message = failure.message();
        if (message == null) {
            return;
        }
        if (message.length() > MESSAGE) {
            add("/message", "must be at most %,d characters long".formatted(MESSAGE));
        } else if (message.chars().anyMatch(Character::isISOControl)) {
            add("/message", "must be a single line without control characters");
        } else if (redactor.isUnsafe(message)) {
            add("/message", UNSAFE);
        } else if (!operationalText.isOperational(message, labelsOfRun)) {
            add("/message", OperationalText.REFUSAL);
        }
    }

    private void plainId(String at, String id) {
        int before = errors().size();
        id(at, id);
        if (errors().size() == before) {
            plain(at, id, Labels.MOST_WORDS_OF_ID);
        }
    }

    /** A label, where there is one; ids that digits make up are labels, too. */
    private void plainLabel(String at, String label) {
        if (label == null || label.isEmpty()) {
            return;
        }
        if (label.length() > LABEL) {
            add(at, "must be at most %,d characters long".formatted(LABEL));
        } else {
            plain(at, label, Labels.MOST_WORDS);
        }
    }

    private void plain(String at, String label, int mostWords) {
        if (!Labels.isPlain(label)) {
            add(at, NO_LABEL);
        } else if (Labels.words(label) > mostWords) {
            add(at, TOO_MANY_WORDS.formatted(mostWords));
        } else if (redactor.isUnsafeLabel(label)) {
            add(at, UNSAFE);
        } else {
            labelsOfRun.add(label);
        }
    }

    private void entry(String of, String name, Object value) {
        String at = under(of, name);
        if (!Labels.isName(name) || redactor.isUnsafeLabel(name)) {
            add(at, NO_KEY);
        } else if (ContentKeys.isContent(name, value)) {
            add(at, CONTENT_KEY);
        } else if (value instanceof String label) {
            plainLabel(at, label);
            if (Labels.isPlain(label) && label.length() <= LABEL && !redactor.isUnsafeLabel(label)
                    && redactor.isUnsafe(label)) {
                add(at, UNSAFE);
            }
        } else if (value instanceof Number number) {
            number(at, number);
        } else if (!(value instanceof Boolean)) {
            add(at, NO_VALUE);
        }
    }

    private void number(String at, Number number) {
        if (number instanceof Double decimal) {
            finite(at, decimal);
        } else if (number instanceof BigInteger) {
            add(at, "must be within the range of a 64-bit number");
        } else if (redactor.isCard(number)) {
            add(at, UNSAFE);
        }
    }
}
