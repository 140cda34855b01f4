package io.agentops.localstack.platform;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.agentops.localstack.StackException;
import io.agentops.localstack.part.Placement;
import io.agentops.localstack.part.ProcessPart;
import io.agentops.localstack.process.ChildProcess;
import io.agentops.localstack.process.Reaper;

/**
 * A jar of this project in a JVM of its own. It has started when its pages answer 200.
 */
final class JvmPart extends ProcessPart {

    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration END = Duration.ofSeconds(15);

    private final Program program;
    private final Placement placement;

    /**
     * What to run.
     *
     * @param port the one that it is known by
     * @param options of the JVM
     * @param environment added to that of this JVM
     * @param pages the addresses that all answer 200 once it has started
     */
    record Program(String name, int port, Path jar, List<String> options, Map<String, String> environment,
            List<String> pages) {}

    JvmPart(Program program, Placement placement) {
        super(program.name(), program.port(), START, END);
        this.program = program;
        this.placement = placement;
    }

    /** The program that runs Java here. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Where a process of this machine answers. */
    static String at(int port) {
        return "http://127.0.0.1:" + port;
    }

    @Override
    protected ChildProcess launch() {
        if (!Files.exists(program.jar())) {
            throw new StackException(name() + " is not built: " + program.jar() + " is missing");
        }
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(program.options());
        command.addAll(List.of("-jar", program.jar().toString()));
        return ChildProcess.start(name(), command, program.environment(), placement.log(name()),
                placement.reaper(), Reaper.Signal.TERM);
    }

    @Override
    protected boolean answers() throws IOException {
        for (String page : program.pages()) {
            if (!isUp(page)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isUp(String page) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) URI.create(page).toURL().openConnection();
        connection.setConnectTimeout(1000);
        connection.setReadTimeout(3000);
        try {
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } finally {
            connection.disconnect();
        }
    }
}
