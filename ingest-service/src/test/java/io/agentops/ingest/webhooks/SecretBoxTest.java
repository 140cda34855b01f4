package io.agentops.ingest.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

import org.junit.jupiter.api.Test;

class SecretBoxTest {

    private static final UUID WEBHOOK = UUID.randomUUID();

    private static SecretBox box(int first) {
        byte[] key = new byte[32];
        key[0] = (byte) first;
        return new SecretBox(new Settings(Optional.of(Base64.getEncoder().encodeToString(key))));
    }

    @Test
    void aSecretIsOpenedByItsKeyForItsWebhookAlone() {
        byte[] sealed = box(1).seal("p", WEBHOOK, "whsec_x");
        assertThat(box(1).open("p", WEBHOOK, sealed)).isEqualTo("whsec_x");
        assertThat(box(1).seal("p", WEBHOOK, "whsec_x")).isNotEqualTo(sealed);
        assertThatThrownBy(() -> box(2).open("p", WEBHOOK, sealed)).isInstanceOf(SecretBox.SealBroken.class);
        assertThatThrownBy(() -> box(1).open("q", WEBHOOK, sealed)).isInstanceOf(SecretBox.SealBroken.class);
        assertThatThrownBy(() -> box(1).open("p", UUID.randomUUID(), sealed)).isInstanceOf(SecretBox.SealBroken.class);
        sealed[20] ^= 1;
        assertThatThrownBy(() -> box(1).open("p", WEBHOOK, sealed)).isInstanceOf(SecretBox.SealBroken.class);
    }

    @Test
    void aKeyThatIsNoneEndsTheStart() {
        assertThatThrownBy(() -> new SecretBox(new Settings(Optional.of("c2hvcnQ="))))
                .hasMessage("agentops.alerts.secret-key must have 32 bytes, had 5");
        assertThatThrownBy(() -> new SecretBox(new Settings(Optional.of("!"))))
                .hasMessage("agentops.alerts.secret-key is not base64");
        assertThat(new SecretBox(new Settings(Optional.empty())).canSeal()).isFalse();
    }

    private record Settings(Optional<String> secretKey) implements WebhookSettings {

        @Override
        public String deliverEvery() {
            return "2s";
        }

        @Override
        public boolean allowPrivateTargets() {
            return false;
        }

        @Override
        public Duration connectTimeout() {
            return Duration.ofSeconds(3);
        }

        @Override
        public Duration deliverTimeout() {
            return Duration.ofSeconds(10);
        }

        @Override
        public int parallel() {
            return 32;
        }

        @Override
        public Optional<String> origin() {
            return Optional.empty();
        }
    }
}
