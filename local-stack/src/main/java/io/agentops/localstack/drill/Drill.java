package io.agentops.localstack.drill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.agentops.localstack.PlatformApi;
import io.agentops.localstack.StackException;
import io.agentops.localstack.platform.DemoAgent;

/**
 * The program behind {@code ./agentops drill}: hurts the demo of a platform that is up, fault by fault, and prints what the
 * platform noticed, explained and healed. Whatever ends it, faults end with it.
 */
public final class Drill {

    private static final String BEGIN = "<!-- result -->\n";
    private static final String END = "<!-- end of result -->";

    private static final List<DemoAgent> TURNS = List.of(DemoAgent.CHAT, DemoAgent.SUMMARY);

    private final DrillOptions asked;
    private final Agents agents;
    private final Map<DemoAgent, ObjectNode> decided = new EnumMap<>(DemoAgent.class);

    private Drill(DrillOptions asked) {
        this.asked = asked;
        this.agents = new Agents(new PlatformApi(asked.port()));
    }

    /**
     * Ends with 0 when all rounds were gone through and no run knew of its fault, with 1 when not, with 2 for a wrong option.
     *
     * @param args see {@link DrillOptions#parse}
     */
    public static void main(String[] args) {
        DrillOptions asked;
        try {
            asked = DrillOptions.parse(Path.of(System.getProperty("agentops.caller", "")).toAbsolutePath(), args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "; ./agentops help shows what there is");
            System.exit(2);
            return;
        }
        System.exit(new Drill(asked).run());
    }

    private int run() {
        try {
            remember();
            Runtime.getRuntime().addShutdownHook(new Thread(this::cleanUp, "drill-end"));
            Scoreboard board = new Scoreboard(rounds());
            System.out.println();
            System.out.print(board.markdown());
            asked.write().ifPresent(file -> write(file, board));
            return board.leaks() ? 1 : 0;
        } catch (StackException e) {
            System.err.println(e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private void remember() {
        for (DemoAgent agent : DemoAgent.values()) {
            if (!agents.isKnown(agent)) {
                throw new StackException("No platform on port " + asked.port() + " knows " + agent.id()
                        + "; the drill needs one that is up, with its demo");
            }
            decided.put(agent, agents.decided(agent));
        }
    }

    private List<Round> rounds() throws InterruptedException {
        List<Round> rounds = new ArrayList<>();
        try (Exercise exercise = new Exercise(asked.port(), asked.seed())) {
            for (int number = 0; number < asked.rounds(); number++) {
                for (FaultClass fault : asked.faults()) {
                    DemoAgent hurt = TURNS.get(rounds.size() % TURNS.size());
                    Round round = exercise.round(fault, hurt);
                    rounds.add(round);
                    tell(number + 1, round);
                }
            }
        }
        return rounds;
    }

    private static void tell(int number, Round round) {
        System.out.printf("%d %s: reports %s, detected %s, recovered %s%s%n", number, round.fault().wireName(),
                round.graded().stream().map(grade -> grade.isReported()
                        ? grade.category() + " (place " + grade.place() + ")"
                        : "none").toList(),
                round.detected().map(time -> time.toMillis() + " ms").orElse("never"),
                round.recovered().map(time -> time.toMillis() + " ms").orElse("never"),
                round.leaks() ? ", LEAKED" : "");
    }

    /** Also on Ctrl-C. What cannot be undone now ends by its own time. */
    private void cleanUp() {
        decided.forEach((agent, healing) -> {
            try {
                agents.clear(agent);
                agents.restore(agent, healing);
            } catch (StackException e) {
                System.err.println(e.getMessage());
            }
        });
    }

    /** Replaces the result in a page, or makes one. */
    private static void write(Path file, Scoreboard board) {
        try {
            String page = Files.exists(file) ? Files.readString(file) : BEGIN + END + "\n";
            int begin = page.indexOf(BEGIN);
            int end = page.indexOf(END);
            if (begin < 0 || end < begin) {
                throw new StackException(file + " has no place for a result, between " + BEGIN.strip() + " and " + END);
            }
            Files.writeString(file, page.substring(0, begin + BEGIN.length()) + board.markdown() + page.substring(end));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }
}
