package io.agentops.localstack.drill;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What the drill was asked for.
 *
 * @param port the first of the platform's ports, the origin's
 * @param rounds of each fault
 * @param write the file whose result is replaced
 */
record DrillOptions(int port, int rounds, long seed, List<FaultClass> faults, Optional<Path> write) {

    private static final int MOST_ROUNDS = 100;

    DrillOptions {
        if (port < 1024 || port > 65535) {
            throw new IllegalArgumentException("--port must be from 1024 to 65535, was " + port);
        }
        if (rounds < 1 || rounds > MOST_ROUNDS) {
            throw new IllegalArgumentException("--rounds must be from 1 to " + MOST_ROUNDS + ", was " + rounds);
        }
    }

    /**
     * Reads arguments.
     *
     * @param caller what a relative file is relative to
     * @throws IllegalArgumentException with a message for whoever typed them
     */
    static DrillOptions parse(Path caller, String... arguments) {
        Deque<String> left = new ArrayDeque<>(Arrays.asList(arguments));
        int port = 8080;
        int rounds = 1;
        long seed = 7;
        List<FaultClass> faults = List.of(FaultClass.values());
        Optional<Path> write = Optional.empty();
        while (!left.isEmpty()) {
            String option = left.pop();
            String value = left.poll();
            if (value == null) {
                throw new IllegalArgumentException(option + " needs a value");
            }
            switch (option) {
                case "--port" -> port = number(option, value);
                case "--rounds" -> rounds = number(option, value);
                case "--seed" -> seed = number(option, value);
                case "--faults" -> faults = Arrays.stream(value.split(",", -1)).map(DrillOptions::fault).toList();
                case "--write" -> write = Optional.of(caller.resolve(value));
                default -> throw new IllegalArgumentException("Unknown option " + option);
            }
        }
        return new DrillOptions(port, rounds, seed, faults, write);
    }

    private static FaultClass fault(String name) {
        return Arrays.stream(FaultClass.values()).filter(known -> known.wireName().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Unknown fault " + name));
    }

    private static int number(String option, String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " must be a number, was " + value, e);
        }
    }
}
