package io.agentops.localstack.part;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

import io.agentops.localstack.Folders;
import io.agentops.localstack.StackException;

/**
 * The executables of PostgreSQL and Redis, unpacked once from their Maven artifacts. Several processes may unpack at the
 * same moment: each unpacks aside, the first to finish wins.
 */
public final class Binaries {

    private static final String POSTGRES = "postgresql-18.6";
    private static final String REDIS = "redis-server-7.0.15";

    private final Path folder;

    public Binaries(Path folder) {
        this.folder = folder;
    }

    /** The folder that holds PostgreSQL's {@code bin}. */
    Path postgres() {
        String resource = "/postgres-" + os() + "-" + (isArm() ? "arm_64" : "x86_64") + ".txz";
        return provide(POSTGRES, resource, (archive, target) -> unpack(archive, Files.createDirectory(target)));
    }

    /** The Redis server. */
    Path redis() {
        String resource = "/" + REDIS + "-" + os() + "-" + (isArm() ? "arm64" : "amd64");
        return provide(REDIS, resource, (binary, target) -> {
            Files.copy(binary, target);
            makeExecutable(target);
        });
    }

    private interface Unpacking {
        void unpack(InputStream resource, Path target) throws IOException;
    }

    private Path provide(String name, String resource, Unpacking unpacking) {
        Path wanted = folder.resolve(name);
        if (Files.exists(wanted)) {
            return wanted;
        }
        try (InputStream in = Binaries.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new StackException(
                        "No " + name + " for this platform: " + resource + " is not on the class path");
            }
            Files.createDirectories(folder);
            Path aside = Files.createTempDirectory(folder, "unpacking");
            unpacking.unpack(in, aside.resolve(name));
            publish(aside.resolve(name), wanted);
            Folders.delete(aside);
            return wanted;
        } catch (IOException e) {
            throw new StackException("Cannot unpack " + name + " into " + folder + ": " + e.getMessage(), e);
        }
    }

    private static void publish(Path unpacked, Path wanted) throws IOException {
        try {
            Files.move(unpacked, wanted, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException | AtomicMoveNotSupportedException e) {
            throw e;
        } catch (FileSystemException e) {
            if (!Files.exists(wanted)) {
                throw e;
            }
        }
    }

    private static void unpack(InputStream archive, Path target) throws IOException {
        try (var tar = new TarArchiveInputStream(new XZCompressorInputStream(archive))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = target.resolve(entry.getName()).normalize();
                if (!path.startsWith(target)) {
                    throw new IOException("Entry outside of the archive: " + entry.getName());
                }
                unpack(tar, entry, path);
            }
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path path) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        Files.createDirectories(path.getParent());
        if (entry.isSymbolicLink() || entry.isLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, path);
        if ((entry.getMode() & 0100) != 0) {
            makeExecutable(path);
        }
    }

    private static void makeExecutable(Path file) throws IOException {
        if (!file.toFile().setExecutable(true, false)) {
            throw new IOException("Cannot make " + file + " executable");
        }
    }

    private static String os() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
    }

    private static boolean isArm() {
        String arch = System.getProperty("os.arch");
        return arch.startsWith("aarch64") || arch.startsWith("arm64");
    }
}
