package io.agentops.example;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

import io.agentops.sdk.AgentTracer;
import io.agentops.sdk.FailureType;
import io.agentops.sdk.Run;
import io.agentops.sdk.RunStatus;
import io.agentops.sdk.Step;
import io.agentops.sdk.StepType;

/** Answers questions of customers. Everything reported is a count, a label or a time; no question and no answer is. */
final class ShopAgent {

    private static final int ATTEMPTS = 3;
    private static final int PASSAGES = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final List<String> PRODUCTS = List.of("kettle", "toaster", "cooker");

    private final AgentTracer tracer;
    private final KnowledgeBase knowledge;
    private final StockService stock;
    private final HttpClient http = HttpClient.newHttpClient();

    ShopAgent(AgentTracer tracer, KnowledgeBase knowledge, StockService stock) {
        this.tracer = tracer;
        this.knowledge = knowledge;
        this.stock = stock;
    }

    String answer(String question) throws InterruptedException {
        return tracer.run(run -> {
            Optional<String> product = run.step(StepType.PLAN, "choose_tools", step -> plan(question, step));
            if (product.isPresent()) {
                OptionalInt units = unitsInStock(run, product.get());
                return run.step(StepType.RESPOND, "answer", step -> units.isPresent()
                        ? "We have %d of these in stock.".formatted(units.getAsInt())
                        : "We cannot say at the moment; please ask again later.");
            }
            List<KnowledgeBase.Hit> hits = run.step(StepType.RETRIEVE, "search_kb", step -> search(question, step));
            if (hits.isEmpty()) {
                // An honest "we do not know" is half an answer.
                run.status(RunStatus.PARTIAL);
            }
            return run.step(StepType.RESPOND, "answer",
                    step -> hits.isEmpty() ? "We do not know." : hits.get(0).passage());
        });
    }

    private static Optional<String> plan(String question, Step step) {
        String words = question.toLowerCase(Locale.ROOT);
        Optional<String> product = words.contains("stock")
                ? PRODUCTS.stream().filter(words::contains).findFirst()
                : Optional.empty();
        step.metadata("needs_tool", product.isPresent());
        return product;
    }

    private List<KnowledgeBase.Hit> search(String question, Step step) {
        List<KnowledgeBase.Hit> hits = knowledge.search(question, PASSAGES);
        step.metadata("result_count", hits.size());
        if (hits.isEmpty()) {
            step.fail(FailureType.RETRIEVAL, "empty_retrieval", "The search returned no results.");
        } else {
            step.metadata("top_score", hits.get(0).score());
        }
        return hits;
    }

    /** Each attempt is a step of its own; one that works makes good those before it. */
    private OptionalInt unitsInStock(Run run, String product) throws InterruptedException {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            Step step = run.step(StepType.TOOL, "stock_lookup");
            try (step) {
                step.metadata("attempt", attempt);
                OptionalInt units = lookUp(product, step);
                if (units.isPresent()) {
                    step.succeed();
                    return units;
                }
            } catch (HttpTimeoutException e) {
                step.fail(e);
            } catch (IOException e) {
                throw new IllegalStateException("the stock service hung up", step.fail(e));
            }
        }
        run.recordFailure(FailureType.ORCHESTRATION, "retries_exhausted", "All 3 attempts failed.");
        return OptionalInt.empty();
    }

    private OptionalInt lookUp(String product, Step step) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(stock.url(product)).timeout(PATIENCE).build(),
                HttpResponse.BodyHandlers.ofString());
        step.metadata("http_status", response.statusCode());
        if (response.statusCode() != 200) {
            step.fail("http_" + response.statusCode());
            return OptionalInt.empty();
        }
        return OptionalInt.of(Integer.parseInt(response.body()));
    }
}
