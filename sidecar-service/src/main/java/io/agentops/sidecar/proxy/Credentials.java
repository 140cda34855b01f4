package io.agentops.sidecar.proxy;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.vertx.core.http.HttpServerRequest;

/**
 * Whether a request carries anything by which its caller could prove who it is. Only names are looked at, and whether something stands
 * under them: whether it is right is for the agent to say. What could be a credential counts as one.
 */
final class Credentials {

    private static final List<String> IN_HEADERS = List.of("auth", "token", "api-key", "apikey", "cookie", "secret",
            "signature", "credential", "client-cert", "jwt", "assertion", "identity", "principal", "forwarded-user",
            "remote-user");
    private static final List<String> IN_QUERY = List.of("token", "api_key", "api-key", "apikey", "access_key",
            "signature", "secret", "credential");
    private static final Set<String> QUERY_NAMES = Set.of("key", "sig", "auth", "jwt");

    private Credentials() {}

    static boolean in(HttpServerRequest request) {
        for (Map.Entry<String, String> header : request.headers()) {
            if (!header.getValue().isBlank() && contains(header.getKey().toLowerCase(Locale.ROOT), IN_HEADERS)) {
                return true;
            }
        }
        return request.query() != null && inQuery(request.query().toLowerCase(Locale.ROOT));
    }

    private static boolean inQuery(String query) {
        for (String part : query.split("&", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0 && equals < part.length() - 1) {
                String name = part.substring(0, equals);
                if (QUERY_NAMES.contains(name) || contains(name, IN_QUERY)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean contains(String name, List<String> words) {
        return words.stream().anyMatch(name::contains);
    }
}
