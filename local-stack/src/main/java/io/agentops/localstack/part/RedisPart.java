package io.agentops.localstack.part;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.agentops.localstack.StackException;
import io.agentops.localstack.process.ChildProcess;
import io.agentops.localstack.process.Reaper;

/**
 * Redis. Where data is kept it appends every write to a log, synced each second.
 */
public final class RedisPart extends ProcessPart {

    private static final Duration START = Duration.ofSeconds(20);
    private static final Duration END = Duration.ofSeconds(10);

    private final Placement placement;

    public RedisPart(Placement placement, int port) {
        super("Redis", port, START, END);
        this.placement = placement;
    }

    public String url() {
        return "redis://localhost:" + port();
    }

    @Override
    protected ChildProcess launch() {
        return ChildProcess.start(name(), command(), Map.of(), placement.log("redis"), placement.reaper(),
                Reaper.Signal.TERM);
    }

    private List<String> command() {
        Path folder = placement.data("redis");
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new StackException("Cannot create " + folder, e);
        }
        List<String> command = new ArrayList<>(List.of(placement.binaries().redis().toString(),
                "--port", Integer.toString(port()), "--bind", "127.0.0.1", "--dir", folder.toString(),
                // A dump that fails makes Redis refuse to end; the append-only file has no such moment.
                "--save", ""));
        command.addAll(List.of("--appendonly", placement.keepsData() ? "yes" : "no"));
        return command;
    }

    @Override
    protected boolean answers() throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(1000);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()), 1000);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII);
            return answer.equals("+PONG");
        }
    }
}
