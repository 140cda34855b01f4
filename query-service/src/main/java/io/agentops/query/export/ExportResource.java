package io.agentops.query.export;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestMulti;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.agentops.contract.Topics;
import io.agentops.http.Parameters;
import io.agentops.query.outline.RunFilter;
import io.agentops.query.outline.RunPlace;
import io.agentops.query.outline.RunSelection;

/** Gives lists of runs as files. */
@Path("/v1/runs")
@Tag(name = "Runs without content")
public class ExportResource {

    private static final Set<String> OWN = Set.of("format", "max_rows", "cursor");
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("'runs-'yyyyMMdd'T'HHmmss'Z'")
            .withZone(ZoneOffset.UTC);

    private final RunExport export;
    private final ExportConfig config;
    private final ObjectMapper mapper;

    ExportResource(RunExport export, ExportConfig config, ObjectMapper mapper) {
        this.export = export;
        this.config = config;
        this.mapper = mapper;
    }

    @GET
    @Path("/export")
    @Operation(summary = "Runs as a file, those that started last first", description = "The runs of the list, with their "
            + "failure codes, tokens and cost, that started in the last 30 days or between from and to, which may be 92 days "
            + "apart. A file with fewer than all runs says so in its last line; one that could not be written to its end is "
            + "broken off, without the last chunk of its transfer.")
    @APIResponse(responseCode = "200", content = {
            @Content(mediaType = "application/x-ndjson", schema = @Schema(type = SchemaType.STRING)),
            @Content(mediaType = "text/csv", schema = @Schema(type = SchemaType.STRING))})
    public RestMulti<byte[]> runs(@BeanParam RunFilter filter,
            @QueryParam("format") @Parameter(description = "ndjson or csv; without it, the one the Accept header likes best") String format,
            @QueryParam("max_rows") @Parameter(description = "The most runs the file may have; 1,000,000 is the default and the most") String maxRows,
            @QueryParam("cursor") @Parameter(description = "The next_cursor of a file that had not all runs") String cursor,
            @Context HttpHeaders headers, @Context UriInfo uri) {
        RunFilter.refuseUnknown(uri.getQueryParameters().keySet(), OWN);
        ExportFormat chosen = ExportFormat.of(format, headers.getAcceptableMediaTypes());
        int most = Parameters.wholeNumber("max_rows", maxRows, 1, config.maxRows(), config.maxRows());
        RunSelection selection = filter.select(Topics.DEFAULT_PROJECT, true);
        Optional<RunPlace> after = Optional.ofNullable(cursor).map(text -> RunPlace.fromCursor(text, selection));
        FileWriter writer = chosen == ExportFormat.CSV ? new CsvWriter() : new NdjsonWriter(mapper);
        return RestMulti.fromMultiData(export.file(selection, after, most, writer))
                .header(HttpHeaders.CONTENT_TYPE, chosen.contentType())
                .header(HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"" + NAME.format(Instant.now()) + "." + chosen + "\"")
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
