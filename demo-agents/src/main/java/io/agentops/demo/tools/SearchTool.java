package io.agentops.demo.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.agentops.demo.http.Json;

/** Finds documents; none is an answer too. */
final class SearchTool extends Tool {

    private static final int USUAL_RESULTS = 3;
    private static final double DIGITS = 1e3;

    private final Corpus corpus;

    SearchTool(Corpus corpus) {
        super("search_documents", "Searches the shop's documents and returns the best passages.");
        this.corpus = corpus;
    }

    @Override
    JsonNode call(JsonNode arguments) {
        ObjectNode answer = Json.object();
        var results = answer.putArray("results");
        int most = arguments.hasNonNull("top_k") ? arguments.get("top_k").intValue() : USUAL_RESULTS;
        for (Corpus.Hit hit : corpus.search(arguments.get("query").textValue(), most)) {
            results.addObject()
                    .put("document_id", hit.document().id())
                    .put("title", hit.document().title())
                    .put("score", Math.round(hit.score() * DIGITS) / DIGITS)
                    .put("passage", hit.document().text());
        }
        return answer;
    }
}
