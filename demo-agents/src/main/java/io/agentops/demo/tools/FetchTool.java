package io.agentops.demo.tools;

import com.fasterxml.jackson.databind.JsonNode;

import io.agentops.demo.http.HttpProblem;
import io.agentops.demo.http.Json;

/** Reads one document out. */
final class FetchTool extends Tool {

    private final Corpus corpus;

    FetchTool(Corpus corpus) {
        super("fetch_document", "Returns the full text of a document by its id.");
        this.corpus = corpus;
    }

    @Override
    JsonNode call(JsonNode arguments) {
        String id = arguments.get("document_id").textValue();
        Document document = corpus.find(id)
                .orElseThrow(() -> HttpProblem.of(404, "There is no document " + id + "."));
        if (document.restricted()) {
            throw HttpProblem.of(403, "Permission denied: document " + id + " is restricted.");
        }
        return Json.object().put("document_id", id).put("title", document.title()).put("text", document.text());
    }
}
