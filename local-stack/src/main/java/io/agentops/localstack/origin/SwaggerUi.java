package io.agentops.localstack.origin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/**
 * Swagger UI under {@code /docs}, from its web jar.
 */
final class SwaggerUi {

    private static final String RELEASE = "/META-INF/maven/org.webjars/swagger-ui/pom.properties";

    private static final Map<String, String> FILES = Map.of(
            "/docs/swagger-ui.css", "text/css; charset=utf-8",
            "/docs/swagger-ui-bundle.js", "text/javascript; charset=utf-8",
            "/docs/favicon-32x32.png", "image/png");

    private static final String PAGE = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
              <meta charset="utf-8">
              <title>AgentOps Platform API</title>
              <link rel="stylesheet" href="/docs/swagger-ui.css">
              <link rel="icon" type="image/png" href="/docs/favicon-32x32.png">
            </head>
            <body>
              <div id="swagger-ui"></div>
              <script src="/docs/swagger-ui-bundle.js"></script>
              <script>SwaggerUIBundle({url: "/openapi", dom_id: "#swagger-ui", deepLinking: true});</script>
            </body>
            </html>
            """;

    private final String folder = "/META-INF/resources/webjars/swagger-ui/" + release() + "/";

    /** Answers when the path is one of its own. */
    boolean answer(String path, HttpServerResponse response) {
        if (path.equals("/docs") || path.equals("/docs/")) {
            send(response, "text/html; charset=utf-8", Buffer.buffer(PAGE));
            return true;
        }
        String type = FILES.get(path);
        if (type != null) {
            response.putHeader(HttpHeaders.CACHE_CONTROL, "max-age=3600");
            send(response, type, Buffer.buffer(read(folder + path.substring("/docs/".length()))));
        }
        return type != null;
    }

    private static void send(HttpServerResponse response, String type, Buffer body) {
        var unused = response.putHeader(HttpHeaders.CONTENT_TYPE, type).end(body);
    }

    private static String release() {
        Properties properties = new Properties();
        try (InputStream in = SwaggerUi.class.getResourceAsStream(RELEASE)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + RELEASE, e);
        }
        return properties.getProperty("version");
    }

    private static byte[] read(String resource) {
        try (InputStream in = SwaggerUi.class.getResourceAsStream(resource)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + resource, e);
        }
    }
}
