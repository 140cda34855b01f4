package io.agentops.contract.trace;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * Some spans of one trace: the value of a record in {@link io.agentops.contract.Topics#AGENT_SPANS}. Batches of one trace merge
 * in any order.
 *
 * @param traceId 32 lower-case hexadecimal digits
 * @param resources attributes of the processes that reported, by a digest of them
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SpanBatch(String traceId, Map<String, Map<String, Object>> resources, List<Span> spans) {

    public SpanBatch {
        resources = resources == null ? Map.of() : resources;
        spans = spans == null ? List.of() : spans;
    }
}
