package io.agentops.localstack.drill;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.agentops.localstack.PlatformApi;
import io.agentops.localstack.platform.DemoAgent;

/** What the drill asks agents, through their sidecars; drawn by a seed, and answered well where nothing is wrong. */
final class Requests {

    private static final List<String> QUESTIONS = List.of("How long does express delivery take?",
            "What does standard delivery cost?", "When are refunds paid?", "How do I descale a kettle?",
            "How many days do I have to return goods?", "How long is the warranty of kettles?");
    private static final List<String> TOPICS = List.of("delivery costs", "returns and refunds", "care of wood",
            "warranty furniture");
    private static final String SEARCH = "search_documents";
    private static final String HAND_OVER = "summaries";

    private final PlatformApi chat;
    private final PlatformApi summary;
    private final Random random;

    Requests(int base, long seed) {
        this.chat = new PlatformApi(DemoAgent.CHAT.users(base));
        this.summary = new PlatformApi(DemoAgent.SUMMARY.users(base));
        this.random = new Random(seed);
    }

    /**
     * A request to an agent.
     *
     * @param to who is asked
     * @param tool the first tool that it needs
     */
    record Asked(DemoAgent to, String tool, ObjectNode body) {}

    /** What shows how an agent is: searches of its own. */
    List<Asked> searches(DemoAgent agent, int count) {
        return IntStream.range(0, count).mapToObj(number -> agent == DemoAgent.CHAT
                ? new Asked(agent, SEARCH, object().put("message", pick(QUESTIONS)))
                : new Asked(agent, SEARCH, object().put("topic", pick(TOPICS)))).toList();
    }

    /** What the chat agent hands over to the summary agent. */
    List<Asked> handOvers(int count) {
        return IntStream.range(0, count).mapToObj(number -> new Asked(DemoAgent.CHAT, HAND_OVER,
                object().put("message", "Please summarise what you know about " + pick(TOPICS)))).toList();
    }

    /** Asks, and gives the id of the run; an empty one where no agent answered. */
    String ask(Asked asked) {
        return asked.to() == DemoAgent.CHAT
                ? chat.post("/chat", asked.body()).json().path("run_id").asText("")
                : summary.post("/summaries", asked.body()).json().path("run_id").asText("");
    }

    private String pick(List<String> list) {
        return list.get(random.nextInt(list.size()));
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
