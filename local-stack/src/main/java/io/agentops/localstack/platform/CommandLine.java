package io.agentops.localstack.platform;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Locale;

/**
 * What the launcher was asked to do.
 *
 * @param port the first of the block of ports, that of the origin
 * @param data the folder that keeps data and logs
 * @param demo whether demo agents run beside the platform
 */
record CommandLine(Command command, int port, Path data, boolean demo) {

    /** The ports above the first that the platform needs. */
    static final int BLOCK = 20;

    enum Command {
        UP,
        PARTS,
        DEMO,
        DOWN,
        STATUS
    }

    CommandLine {
        if (port < 1024 || port > 65535 - BLOCK) {
            throw new IllegalArgumentException("--port must be from 1024 to " + (65535 - BLOCK) + ", was " + port);
        }
    }

    /**
     * Reads the arguments of the launcher.
     *
     * @param usualData where data is kept when nothing else is asked for
     * @param caller what a relative folder is relative to
     * @throws IllegalArgumentException with a message for whoever typed them
     */
    static CommandLine parse(Path usualData, Path caller, String... arguments) {
        Deque<String> left = new ArrayDeque<>(Arrays.asList(arguments));
        Command command = command(left.isEmpty() ? "" : left.pop());
        int port = 8080;
        Path data = usualData;
        boolean demo = true;
        while (!left.isEmpty()) {
            String option = left.pop();
            switch (option) {
                case "--port" -> port = number(option, left.poll());
                case "--data" -> data = caller.resolve(value(option, left.poll()));
                case "--no-demo" -> demo = false;
                default -> throw new IllegalArgumentException("Unknown option " + option);
            }
        }
        return new CommandLine(command, port, data.normalize(), demo);
    }

    private static Command command(String word) {
        return Arrays.stream(Command.values())
                .filter(command -> command.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Unknown command " + word));
    }

    private static int number(String option, String value) {
        try {
            return Integer.parseInt(value(option, value));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " must be a number, was " + value, e);
        }
    }

    private static String value(String option, String value) {
        if (value == null) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return value;
    }
}
