package io.agentops.sidecar.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A process and all it started: it leads a session of its own, where the system has {@code setsid}. */
final class ProcessGroup {

    private static final List<Path> SETSID = List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid"));
    private static final Duration KILL_WAIT = Duration.ofSeconds(5);

    private final ProcessHandle leader;

    ProcessGroup(ProcessHandle leader) {
        this.leader = leader;
    }

    /** A command that starts in a session of its own, under its own process id. */
    static List<String> command(List<String> command) {
        List<String> own = new ArrayList<>();
        SETSID.stream().filter(Files::isExecutable).findFirst().ifPresent(setsid -> own.add(setsid.toString()));
        own.addAll(command);
        return own;
    }

    /** Asks all to end and kills what has not by then; false when the leader is still there. */
    boolean stop(Duration wait) {
        signal("TERM");
        if (!ends(wait)) {
            kill();
        } else {
            // What the leader started and left behind.
            signal("KILL");
        }
        return ends(KILL_WAIT);
    }

    void kill() {
        signal("KILL");
    }

    private boolean ends(Duration wait) {
        try {
            leader.onExit().get(wait.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException stillThere) {
            return false;
        } catch (ExecutionException e) {
            return !leader.isAlive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void signal(String name) {
        if (!signalGroup(name)) {
            leader.descendants().forEach(process -> signalOne(process, name));
            signalOne(leader, name);
        }
    }

    private static void signalOne(ProcessHandle process, String name) {
        if ("KILL".equals(name)) {
            process.destroyForcibly();
        } else {
            process.destroy();
        }
    }

    /** False where the system has no such command, or the process leads no group. */
    private boolean signalGroup(String name) {
        try {
            Process kill = new ProcessBuilder("kill", "-s", name, "--", "-" + leader.pid()).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            return kill.waitFor(KILL_WAIT.toSeconds(), TimeUnit.SECONDS) && kill.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
