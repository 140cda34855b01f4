package io.agentops.ingest.otlp;

import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class GrpcScratchTest {
    @Test
    void x() {
        ConfigProvider.getConfig().getPropertyNames().forEach(n -> {
            if (n.contains("grpc")) {
                System.out.println("GRPC " + n + "=" + ConfigProvider.getConfig().getConfigValue(n).getValue());
            }
        });
        System.out.println(io.restassured.RestAssured.get("/q/health").asString());
    }
}
