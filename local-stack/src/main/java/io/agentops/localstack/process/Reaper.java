package io.agentops.localstack.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A shell that outlives this JVM by seconds: when the JVM is gone, however it went, the shell ends the processes it was
 * told of and deletes the folders it was told of, then ends itself.
 */
public final class Reaper {

    /** How a process is asked to end. */
    public enum Signal {
        /** The usual request to end. */
        TERM,
        /** PostgreSQL's fast shutdown: clients are cut off, nothing is lost. */
        INT
    }

    // Signals of a terminal reach the whole process group; the reaper must outlast them. One second is the shortest sleep
    // POSIX has.
    private static final String SCRIPT = """
            trap '' INT TERM HUP
            watched=
            folders=
            forget() {
              kept=
              for entry in $watched; do [ "${entry%%:*}" = "$1" ] || kept="$kept $entry"; done
              watched=$kept
            }
            any_left() {
              for entry in $watched; do kill -0 "${entry%%:*}" 2>/dev/null && return 0; done
              return 1
            }
            while read -r order subject; do
              case $order in
                watch) watched="$watched $subject" ;;
                forget) forget "$subject" ;;
                delete) folders="$folders$subject
            " ;;
              esac
            done
            for entry in $watched; do kill -s "${entry##*:}" "${entry%%:*}" 2>/dev/null; done
            left=8
            while [ $left -gt 0 ] && any_left; do sleep 1; left=$((left - 1)); done
            for entry in $watched; do kill -s KILL "${entry%%:*}" 2>/dev/null; done
            printf '%s' "$folders" | while read -r folder; do rm -rf "$folder"; done
            """;

    private final Writer orders;

    private Reaper(Writer orders) {
        this.orders = orders;
    }

    /** Starts a reaper for this JVM. */
    public static Reaper start() {
        try {
            Process shell = new ProcessBuilder("sh", "-c", SCRIPT)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new Reaper(shell.outputWriter(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("No shell to clean up after a killed process", e);
        }
    }

    /** Ends this process when the JVM is gone; it is forgotten when it ends by itself. */
    public void watch(Process process, Signal signal) {
        order("watch", process.pid() + ":" + signal);
        var unused = process.onExit().thenRun(() -> order("forget", Long.toString(process.pid())));
    }

    /** Deletes this folder, with all that is in it, when the JVM is gone. */
    public void delete(Path folder) {
        order("delete", folder.toAbsolutePath().toString());
    }

    private synchronized void order(String order, String subject) {
        try {
            orders.write(order + " " + subject + "\n");
            orders.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("The reaper is gone; a kill of this process would leave others behind", e);
        }
    }
}
