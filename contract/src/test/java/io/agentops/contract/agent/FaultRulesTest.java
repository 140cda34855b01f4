package io.agentops.contract.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

class FaultRulesTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "{'fault_id':'f','type':'latency','ttl_seconds':60}|``",
            "{'type':'latency','ttl_seconds':60}|/fault_id must be 1 to 200 letters, digits, dots, colons, underscores or hyphens",
            "{'fault_id':'a\\r\\nb','type':'latency','ttl_seconds':60}|/fault_id must be 1 to 200 letters, digits, dots, colons, underscores or hyphens",
            "{'fault_id':'f','ttl_seconds':60}|/type must be one of latency, error, hang, reset, bandwidth, corrupt, "
                    + "empty_retrieval, malformed_json, rate_limit, crash",
            "{'fault_id':'f','type':'latency'}|/ttl_seconds is required",
            "{'fault_id':'f','type':'latency','ttl_seconds':901}|/ttl_seconds must be 1 to 900",
            "{'fault_id':'f','type':'latency','ttl_seconds':9,'probability':0}|/probability must be above 0 and at most 1",
            "{'fault_id':'f','type':'latency','ttl_seconds':9,'latency_ms':60001}|/latency_ms must be 1 to 60000",
            "{'fault_id':'f','type':'latency','ttl_seconds':9,'latency_ms':5,'jitter_ms':6}|/jitter_ms must be 0 to latency_ms",
            "{'fault_id':'f','type':'error','ttl_seconds':9,'status':200}|/status must be 400 to 599",
            "{'fault_id':'f','type':'error','ttl_seconds':9,'max_requests':0}|/max_requests must be at least 1",
            "{'fault_id':'f','type':'bandwidth','ttl_seconds':9,'bytes_per_second':0}|/bytes_per_second must be 1 to 1073741824",
            "{'fault_id':'f','type':'rate_limit','ttl_seconds':9,'retry_after_seconds':0}|/retry_after_seconds must be 1 to 3600",
            "{'fault_id':'f','type':'error','ttl_seconds':9,'match':{'path':'x'}}"
                    + "|/match/path must begin with / and be at most 500 characters",
            "{'fault_id':'f','type':'error','ttl_seconds':9,'match':{'method':'get'}}|/match/method must be a method in capitals",
            "{'fault_id':'f','type':'error','ttl_seconds':9,'match':{'header':'a b'}}"
                    + "|/match/header must be a header's name, or name: value"})
    void aFaultIsHeldAgainstTheRules(String spec, String expected) throws JsonProcessingException {
        assertThat(FaultRules.violations(JSON.readValue(spec.replace('\'', '"'), FaultSpec.class)).stream()
                .map(one -> one.pointer() + " " + one.message()).collect(Collectors.joining("; "))).isEqualTo(expected);
    }

    @Test
    void whatIsLeftOutIsFilledIn() throws JsonProcessingException {
        assertThat(JSON.readValue("{\"fault_id\":\"f\",\"type\":\"latency\",\"ttl_seconds\":60}", FaultSpec.class))
                .isEqualTo(
                        FaultSpecBuilder.builder().faultId("f").type(FaultType.LATENCY).probability(1.0).latencyMs(2500)
                                .jitterMs(0).match(new FaultMatch(null, null, null, "agent")).includeHealth(false)
                                .ttlSeconds(60)
                                .build());
    }
}
