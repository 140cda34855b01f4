package io.agentops.ingest.privacy;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.agentops.contract.run.AgentRun;
import io.agentops.contract.trace.SpanBatch;
import io.agentops.http.Problem;
import io.agentops.ingest.runs.Reading;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How much of the content that agents report is kept, by project. */
@Singleton
public class Privacy {

    /** What is done with content before it is made durable, from the least to the most. */
    public enum Mode {
        /** Content is kept as it is. */
        OFF,
        /** Personal data and secrets are masked, summaries are cut. */
        REDACT,
        /** No content is taken. */
        STRICT;

        /** The name in settings and headers. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether what this mode lets pass needs nothing more done for the other. */
        public boolean covers(Mode other) {
            return compareTo(other) >= 0;
        }
    }

    /** How content is treated. */
    @ConfigMapping(prefix = "agentops.privacy")
    public interface Settings {

        /** The mode of every project that is not named in {@link #projects()}. */
        @WithDefault("redact")
        Mode mode();

        /** Modes by project id. */
        Map<String, Mode> projects();

        /** The most characters of a summary that redact mode keeps; longer ones are cut and end with "…". */
        @WithDefault("4096")
        int summaryLength();

        /** The region, in two letters (ISO 3166), whose phone numbers are known without their country's code. */
        @WithDefault("US")
        String phoneRegion();
    }

    private final Settings settings;
    private final RunRedaction redaction;
    private final PlainWords plain;
    private final SpanFilter redactingSpans;
    private final SpanFilter strictSpans;

    Privacy(Settings settings, Redactor redactor) {
        this.settings = settings;
        redaction = new RunRedaction(redactor, settings.summaryLength());
        plain = new PlainWords(redactor);
        redactingSpans = new RedactingSpans(redactor);
        strictSpans = new StrictSpans(redactor, plain);
    }

    /** The mode of a project. */
    public Mode mode(String project) {
        return settings.projects().getOrDefault(project, settings.mode());
    }

    /** The most characters that a summary of a run of this project may have. */
    public int summaryLength(String project) {
        return mode(project) == Mode.REDACT ? settings.summaryLength() : Integer.MAX_VALUE;
    }

    /** What came of reading a message, once the project's mode is done with it. */
    public Reading filter(String project, Reading reading) {
        boolean more = reading instanceof Reading.Valid valid && !valid.filtered().covers(mode(project));
        return more ? filter(project, ((Reading.Valid) reading).run()) : reading;
    }

    /**
     * Does with a run in the full form what its project's mode asks for.
     *
     * @return the run as it may be kept; or why it is refused, where the mode takes no content and the run holds some
     */
    public Reading filter(String project, AgentRun run) {
        Mode mode = mode(project);
        return switch (mode) {
            case OFF -> new Reading.Valid(run, mode);
            case REDACT -> new Reading.Valid(redaction.redact(run), mode);
            case STRICT -> strict(run);
        };
    }

    private Reading strict(AgentRun run) {
        List<Problem.Error> errors = new StrictRules(plain).check(run);
        return errors.isEmpty()
                ? new Reading.Valid(run, Mode.STRICT)
                : Reading.invalid(List.copyOf(errors)).inConfidence();
    }

    /**
     * Does with spans that have passed a filter already what their project's present mode asks for beyond it.
     *
     * @param passed the mode of that filter, as a record's header names it; empty where there was none
     */
    public SpanBatch filter(String project, SpanBatch batch, Optional<String> passed) {
        boolean covered = Arrays.stream(Mode.values())
                .anyMatch(mode -> mode.wireName().equals(passed.orElse("")) && mode.covers(mode(project)));
        return covered ? batch : filter(project, batch);
    }

    /** Does with spans what their project's mode asks for; spans are never refused, only what they may not hold is left out. */
    public SpanBatch filter(String project, SpanBatch batch) {
        return switch (mode(project)) {
            case OFF -> batch;
            case REDACT -> redactingSpans.filter(batch);
            case STRICT -> strictSpans.filter(batch);
        };
    }
}
