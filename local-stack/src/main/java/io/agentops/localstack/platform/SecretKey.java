package io.agentops.localstack.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

import io.agentops.localstack.StackException;

/** The key that seals secrets in the database of a stack; it is made once, and kept where the data is. */
final class SecretKey {

    private static final int BYTES = 32;

    private SecretKey() {}

    /** The key of a folder, in base64. */
    static String in(Path folder) {
        Path file = folder.resolve("secret-key");
        try {
            if (!Files.exists(file)) {
                byte[] key = new byte[BYTES];
                new SecureRandom().nextBytes(key);
                Files.createFile(file,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.writeString(file, Base64.getEncoder().encodeToString(key), StandardOpenOption.WRITE);
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new StackException("Cannot use " + file + ": " + e.getMessage(), e);
        }
    }
}
