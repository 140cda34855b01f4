package io.agentops.ingest.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;

/** Seals secrets of receivers for the database (AES-256-GCM), each to its project and webhook. */
@Singleton
public class SecretBox {

    private static final Logger LOG = Logger.getLogger(SecretBox.class);
    /** The name of the setting without which nothing can be sealed. */
    public static final String SETTING = "agentops.alerts.secret-key";
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random = new SecureRandom();
    private final Optional<SecretKeySpec> key;

    SecretBox(WebhookSettings settings) {
        key = settings.secretKey().map(SecretBox::decoded).or(this::forThisProcess)
                .map(bytes -> new SecretKeySpec(bytes, "AES"));
    }

    void check(@Observes StartupEvent start) {
        if (key.isEmpty()) {
            LOG.infof("%s is not set: alert rules cannot have webhooks", SETTING);
        }
    }

    /** Whether there is a key at all. */
    public boolean canSeal() {
        return key.isPresent();
    }

    /** What is stored of a secret; only the same project and webhook can have it back. */
    public byte[] seal(String project, UUID webhook, String secret) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = crypt(Cipher.ENCRYPT_MODE, nonce, project, webhook, secret.getBytes(UTF_8));
        byte[] all = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
        System.arraycopy(sealed, 0, all, NONCE_BYTES, sealed.length);
        return all;
    }

    /**
     * What was sealed.
     *
     * @throws SealBroken where the key, the project or the webhook is another
     */
    String open(String project, UUID webhook, byte[] stored) {
        if (key.isEmpty() || stored.length < NONCE_BYTES) {
            throw new SealBroken();
        }
        return new String(crypt(Cipher.DECRYPT_MODE, Arrays.copyOf(stored, NONCE_BYTES), project, webhook,
                Arrays.copyOfRange(stored, NONCE_BYTES, stored.length)), UTF_8);
    }

    /** A secret cannot be read any more. */
    static final class SealBroken extends RuntimeException {

        private static final long serialVersionUID = 1;

        private SealBroken() {
            super("The secret was sealed with another key.");
        }
    }

    private byte[] crypt(int mode, byte[] nonce, String project, UUID webhook, byte[] text) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key.orElseThrow(), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD((project + "/" + webhook).getBytes(UTF_8));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new SealBroken();
        }
    }

    private static byte[] decoded(String setting) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(setting.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(SETTING + " is not base64", e);
        }
        if (bytes.length != KEY_BYTES) {
            throw new IllegalArgumentException(SETTING + " must have 32 bytes, had " + bytes.length);
        }
        return bytes;
    }

    /** Developers need no setting; what they seal ends with the process. */
    private Optional<byte[]> forThisProcess() {
        if (LaunchMode.current() != LaunchMode.DEVELOPMENT) {
            return Optional.empty();
        }
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        return Optional.of(bytes);
    }
}
