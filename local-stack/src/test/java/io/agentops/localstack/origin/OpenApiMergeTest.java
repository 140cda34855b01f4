package io.agentops.localstack.origin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.vertx.core.json.JsonObject;

class OpenApiMergeTest {

    @Test
    void pathsOperationsAndTagsOfAllAreKept() {
        JsonObject merged = merge("""
                {"openapi":"3.1.0","info":{"title":"a"},"servers":[{"url":"http://a"}],
                 "tags":[{"name":"runs"}],"paths":{"/v1/runs":{"post":{"summary":"write"}}}}""", """
                {"openapi":"3.1.0","info":{"title":"b"},
                 "tags":[{"name":"runs"},{"name":"stats"}],
                 "paths":{"/v1/runs":{"get":{"summary":"read"}},"/v1/stats":{"get":{}}}}""");
        assertThat(merged).isEqualTo(new JsonObject(
                """
                        {"openapi":"3.1.0",
                         "info":{"title":"AgentOps Platform","version":"1","description":"Every service behind one origin."},
                         "tags":[{"name":"runs"},{"name":"stats"}],
                         "paths":{"/v1/runs":{"post":{"summary":"write"},"get":{"summary":"read"}},"/v1/stats":{"get":{}}}}"""));
    }

    @Test
    void differentSchemasOfOneNameAreBothKept() {
        JsonObject merged = merge("""
                {"components":{"schemas":{"Run":{"type":"object"},"Same":{"type":"string"}}}}""", """
                {"components":{"schemas":{"Run":{"type":"array","items":{"$ref":"#/components/schemas/Same"}},
                                          "Same":{"type":"string"}}},
                 "paths":{"/b":{"get":{"schema":{"$ref":"#/components/schemas/Run"}}}}}""");
        assertThat(merged.getJsonObject("components").getJsonObject("schemas")).isEqualTo(new JsonObject("""
                {"Run":{"type":"object"},"Same":{"type":"string"},
                 "Run_b":{"type":"array","items":{"$ref":"#/components/schemas/Same"}}}"""));
        assertThat(merged.getJsonObject("paths")).isEqualTo(new JsonObject("""
                {"/b":{"get":{"schema":{"$ref":"#/components/schemas/Run_b"}}}}"""));
    }

    private static JsonObject merge(String first, String second) {
        OpenApiMerge merge = new OpenApiMerge();
        merge.add("a", new JsonObject(first));
        merge.add("b", new JsonObject(second));
        return merge.document();
    }
}
