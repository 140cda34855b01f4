package io.agentops.ingest.alerts;

import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.agentops.ingest.alerts.RuleBody.Filters;
import io.agentops.ingest.webhooks.WebhookSettings;

/** What receivers are sent: numbers, labels of the rule and links, and nothing that a run said. */
@Singleton
class Notice {

    private final ObjectMapper mapper;
    private final String origin;

    Notice(ObjectMapper mapper, WebhookSettings settings) {
        this.mapper = mapper;
        this.origin = settings.origin().orElse("");
    }

    String of(UUID ruleId, Rule rule, Happening happening, Instant now) {
        String change = Findings.word(happening.change());
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("event_id", happening.id().toString());
        data.put("state", change);
        putIfThere(data, "fired_by", happening.firedBy() == null ? null : happening.firedBy().toString());
        describe(data, ruleId, rule);
        putIfThere(data, "value", happening.value());
        putIfThere(data, "threshold", happening.threshold());
        data.put("evidence", happening.evidence());
        Map<String, Object> links = links(ruleId, rule);
        links.put("alert", origin + "/v1/alerts/" + happening.id());
        data.put("links", links);
        return message("alert." + change, now, data);
    }

    /** What a receiver is sent to see whether it would get the rest. */
    String test(UUID ruleId, Rule rule, Instant now) {
        Map<String, Object> data = new LinkedHashMap<>();
        describe(data, ruleId, rule);
        data.put("links", links(ruleId, rule));
        return message("alert.test", now, data);
    }

    private static void describe(Map<String, Object> data, UUID ruleId, Rule rule) {
        data.put("rule_id", ruleId.toString());
        data.put("rule", rule.name());
        data.put("kind", Findings.word(rule.condition().kind()));
        if (rule.condition() instanceof Threshold threshold) {
            data.put("metric", Findings.word(threshold.metric()));
        }
        if (rule.condition() instanceof Regression regression) {
            data.put("metric", regression.ofLatency() ? "latency_p95" : "failure_rate");
        }
        if (rule.condition() instanceof Budget budget) {
            data.put("metric", budget.inTokens() ? "tokens" : "cost_usd");
            data.put("period", Findings.word(budget.period()));
        } else {
            data.put("window", Findings.written(rule.condition().window()));
        }
        data.put("filters", filters(rule.filters()));
    }

    private Map<String, Object> links(UUID ruleId, Rule rule) {
        Map<String, Object> links = new LinkedHashMap<>();
        links.put("rule", origin + "/v1/alert-rules/" + ruleId);
        links.put("runs", origin + "/v1/runs" + (rule.filters().agentId() == null
                ? ""
                : "?agent_id=" + URLEncoder.encode(rule.filters().agentId(), StandardCharsets.UTF_8)));
        return links;
    }

    static Map<String, Object> filters(Filters filters) {
        Map<String, Object> labels = new LinkedHashMap<>();
        putIfThere(labels, "agent_id", filters.agentId());
        putIfThere(labels, "agent_version", filters.agentVersion());
        putIfThere(labels, "environment", filters.environment());
        putIfThere(labels, "tool", filters.tool());
        putIfThere(labels, "failure_type", filters.failureType());
        putIfThere(labels, "failure_code", filters.failureCode());
        putIfThere(labels, "model", filters.model());
        return labels;
    }

    private String message(String type, Instant now, Map<String, Object> data) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("type", type);
        message.put("timestamp", now.toString());
        message.put("data", data);
        return json(message);
    }

    String json(Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void putIfThere(Map<String, Object> map, String name, Object value) {
        if (value != null) {
            map.put(name, value);
        }
    }
}
