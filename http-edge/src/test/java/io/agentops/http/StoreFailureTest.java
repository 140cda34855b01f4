package io.agentops.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

import org.junit.jupiter.api.Test;

class StoreFailureTest {

    @Test
    void aConnectionThatIsCutWhileWeWriteIsAStoreAway() {
        assertThat(StoreFailure.isCauseOf(new IOException("Connection reset by peer"))).isTrue();
        assertThat(StoreFailure.isCauseOf(new IllegalStateException(new IOException("Broken pipe")))).isTrue();
        assertThat(StoreFailure.isCauseOf(new IOException("writevAddress(..) failed: Connection reset by peer")))
                .isTrue();
    }

    @Test
    void anyOtherIoIsAFaultOfOurs() {
        assertThat(StoreFailure.isCauseOf(new IOException("No space left on device"))).isFalse();
        assertThat(StoreFailure.isCauseOf(new IOException())).isFalse();
        assertThat(StoreFailure.isCauseOf(new IllegalStateException())).isFalse();
    }
}
