package io.agentops.query.export;

import java.math.BigDecimal;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.agentops.query.live.Silence;
import io.agentops.query.outline.RunItem;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.mutiny.sqlclient.Row;

/**
 * A run in a file; what it did not tell is null.
 *
 * @param failureCodes those of its failures, each once, sorted
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@RegisterForReflection(targets = {ExportedRun.class, RunItem.class, Silence.class}) // Written by hand, where Quarkus does not see it.
record ExportedRun(
        @JsonUnwrapped RunItem run,
        List<String> failureCodes,
        Long tokensPrompt,
        Long tokensCompletion,
        BigDecimal totalCostUsd) {

    /** Columns of a run {@code r} for {@link #of}, beside those of a list. */
    static final String COLUMNS = """
            , r.tokens_prompt, r.tokens_completion, r.total_cost_usd,
              ARRAY(SELECT substr(facet, length('failure_code:') + 1) FROM unnest(r.facets) AS facet
                     WHERE starts_with(facet, 'failure_code:')) AS failure_codes
            """;

    static ExportedRun of(Row row) {
        return new ExportedRun(RunItem.of(row), List.of(row.getArrayOfStrings("failure_codes")),
                row.getLong("tokens_prompt"), row.getLong("tokens_completion"), row.getBigDecimal("total_cost_usd"));
    }
}
