package io.agentops.ingest.privacy;

import java.util.Locale;
import java.util.Map;

import jakarta.inject.Singleton;

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

    Privacy(Settings settings) {
        this.settings = settings;
    }

    /** The mode of a project. */
    public Mode mode(String project) {
        return settings.projects().getOrDefault(project, settings.mode());
    }

    /** What came of reading a message, once the project's mode is done with it. */
    public Reading filter(String project, Reading reading) {
        return reading;
    }
}
