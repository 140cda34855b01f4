package io.agentops.query.vulnerabilities;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * Something unsafe about an agent.
 *
 * @param rule which rule found it; stable
 * @param seen what was seen, in words
 * @param advice what to do
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record Finding(
        String rule,
        String title,
        Severity severity,
        @Schema(type = SchemaType.OBJECT, description = "id, e.g. LLM01:2025, and name of the entry") Owasp owasp,
        String seen,
        Evidence evidence,
        String advice) {}
