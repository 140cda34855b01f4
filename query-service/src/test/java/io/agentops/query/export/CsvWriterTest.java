package io.agentops.query.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.agentops.query.live.Silence;
import io.agentops.query.outline.RunItem;

class CsvWriterTest {

    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    @Test
    void textsAreQuotedWhereTheyMustBeAndAreNoFormulas() {
        Map<String, String> texts = Map.ofEntries(Map.entry("plain", "plain"), Map.entry("", ""),
                Map.entry("a b", "a b"), Map.entry("a,b", "\"a,b\""), Map.entry("a\"b", "\"a\"\"b\""),
                Map.entry("a\nb", "\"a\nb\""), Map.entry("a\rb", "\"a\rb\""), Map.entry("=1+1", "'=1+1"),
                Map.entry("+1", "'+1"), Map.entry("-1", "'-1"), Map.entry("@SUM(A1)", "'@SUM(A1)"),
                Map.entry("\t=1", "'\t=1"), Map.entry("\r=1", "\"'\r=1\""), Map.entry("\n=1", "\"'\n=1\""),
                Map.entry("＝1", "'＝1"), Map.entry("=a,\"b\"", "\"'=a,\"\"b\"\"\""), Map.entry("a=1", "a=1"));
        texts.forEach((text, written) -> assertThat(CsvWriter.text(text)).isEqualTo(written));
    }

    @Test
    void aRunIsALineOfAllColumns() {
        CsvWriter writer = new CsvWriter();
        ExportedRun all = new ExportedRun(
                new RunItem("r1", "a,b", "1.0", "prod", "running", START, START.plusMillis(1), 12_345_678.5,
                        "E", "c1", "p1", new Silence(START, 7)),
                List.of("a", "b"), 10L, 20L, new BigDecimal("1E-7"));
        ExportedRun least = new ExportedRun(
                new RunItem("r2", "agent", null, null, "success", START, null, null, null, null, null, null), List.of(),
                null, null, null);
        assertThat(writer.head() + writer.runs(List.of(all, least)) + writer.truncated(2, "abc")).isEqualTo("""
                run_id,agent_id,agent_version,environment,status,started_at,ended_at,latency_ms,error_type,\
                conversation_id,parent_run_id,hung_since,hung_silent_seconds,failure_codes,tokens_prompt,\
                tokens_completion,total_cost_usd
                r1,"a,b",1.0,prod,running,2026-03-01T10:00:00Z,2026-03-01T10:00:00.001Z,12345678.5,E,c1,p1,\
                2026-03-01T10:00:00Z,7,a;b,10,20,0.0000001
                r2,agent,,,success,2026-03-01T10:00:00Z,,,,,,,,,,,
                #truncated,2,abc,,,,,,,,,,,,,,
                """.replace("\n", "\r\n"));
    }
}
