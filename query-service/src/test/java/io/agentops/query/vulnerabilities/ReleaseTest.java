package io.agentops.query.vulnerabilities;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReleaseTest {

    private static Release release(String version) {
        return Release.of(version).orElseThrow();
    }

    @Test
    void releasesAreOrderedByTheirNumbersAndSnapshotsComeLastBeforeTheirRelease() {
        List<String> ordered = List.of("0.9.9", "0.10.0-alpha", "0.10.0-alpha.2", "0.10.0-alpha.10", "0.10.0-rc.1",
                "0.10.0-SNAPSHOT", "0.10.0", "0.10.1", "1.0", "1.2.0", "1.10.0", "10.0.0");
        for (int i = 0; i < ordered.size(); i++) {
            for (int j = 0; j < ordered.size(); j++) {
                assertThat(Integer.signum(release(ordered.get(i)).compareTo(release(ordered.get(j)))))
                        .as(ordered.get(i) + " and " + ordered.get(j)).isEqualTo(Integer.compare(i, j));
            }
        }
    }

    @Test
    void whatDoesNotOrderReleasesIsLeftOut() {
        assertThat(release("v1.2.3+build.7")).isEqualTo(release("1.2.3")).hasToString("1.2.3");
        assertThat(release("1.2")).isEqualTo(release("1.2.0"));
        assertThat(release("1.2.3").isOfAnotherLine(release("1.2.9"))).isFalse();
        assertThat(release("1.2.3").isOfAnotherLine(release("1.3.3"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "latest", "1.2.3.4", "1.x", "1.2.3-", "1234567890.0.0", "1.0.0 "})
    void whatIsWrittenOtherwiseHasNoPlace(String version) {
        assertThat(Release.of(version)).isEmpty();
    }
}
