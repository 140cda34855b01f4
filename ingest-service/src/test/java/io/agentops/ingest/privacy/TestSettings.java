package io.agentops.ingest.privacy;

import java.util.Map;

/** Settings as a test wants them. */
record TestSettings(Privacy.Mode mode, Map<String, Privacy.Mode> projects, int summaryLength,
        String phoneRegion) implements Privacy.Settings {

    static TestSettings of(Privacy.Mode mode) {
        return new TestSettings(mode, Map.of(), 4096, "US");
    }
}
