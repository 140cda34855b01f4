package io.agentops.example;

import java.io.IOException;
import java.net.URI;
import java.util.List;

import io.agentops.sdk.AgentTracer;

/** Asks the agent some questions, and reports the runs to the platform whose URL is the argument. */
public final class ExampleMain {

    private static final List<String> PASSAGES = List.of(
            "Express delivery takes one working day, standard delivery three.",
            "Returns are free for thirty days after delivery; keep the receipt.",
            "Every kettle has a warranty of two years, every toaster of three.",
            "We pay refunds to the card that was charged, within a week.");

    private static final List<String> QUESTIONS = List.of(
            "How long does express delivery take?",
            "How many kettles are in stock?",
            "Do you groom poodles?",
            "Is the toaster in stock?",
            "Is the slow cooker in stock?");

    private ExampleMain() {}

    /** Runs the example. */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length != 1) {
            System.err.println("usage: ExampleMain <URL of the platform, e.g. http://localhost:8080>");
            System.exit(2);
        }
        AgentTracer tracer = AgentTracer.builder("shop-agent", "1.0.0", URI.create(args[0]))
                .environment("dev").build();
        try (tracer; StockService stock = new StockService()) {
            ShopAgent agent = new ShopAgent(tracer, new KnowledgeBase(PASSAGES), stock);
            for (String question : QUESTIONS) {
                System.out.printf("%s%n  %s%n", question, agent.answer(question));
            }
        }
        System.out.println(tracer.stats());
    }
}
