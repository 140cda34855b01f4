package io.agentops.query.traces;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * A trace without its spans.
 *
 * @param firstSeenAt when its first span was stored
 * @param mapperVersion of the reading that gave {@code runs}; null for a trace not yet read
 * @param runs ids of the runs read from it
 * @param spans how many are stored, with those of which only events are known
 * @param errorSpans how many of these ended in an error
 * @param roots how many of these have no parent
 * @param events how many these have
 * @param services names of the processes that reported, sorted
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record TraceView(
        String traceId,
        Instant firstSeenAt,
        Integer mapperVersion,
        List<String> runs,
        long spans,
        long errorSpans,
        long roots,
        long events,
        List<String> services) {}
