package io.agentops.ingest;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.NameBinding;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;

import org.jboss.resteasy.reactive.server.ServerRequestFilter;

import io.agentops.http.ProblemException;
import io.smallrye.config.ConfigMapping;

/** Asks for the shared ingest secret at the doors that take runs, where one is configured. */
@ApplicationScoped // Filters are made at build time, settings at start: a proxy bridges the two.
public class IngestSecret {

    public static final String HEADER = "X-Ingest-Secret";

    private static final String SCHEME = "Bearer ";

    /** What a caller without the secret is told. */
    public static final String MISSING = "The header " + HEADER + " does not carry the ingest secret.";

    /** Marks a door that the secret guards. */
    @NameBinding
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.TYPE, ElementType.METHOD})
    public @interface Required {
    }

    /** The variable {@code APP_INGEST_SECRET}. */
    @ConfigMapping(prefix = "app")
    public interface Settings {

        /** What {@value #HEADER}, or {@code Authorization: Bearer}, must carry; nothing is asked where this is not set. */
        Optional<String> ingestSecret();
    }

    private final Optional<byte[]> secret;

    IngestSecret(Settings settings) {
        secret = settings.ingestSecret().map(s -> s.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Refuses a request without the secret, in time that tells nothing about it. A sidecar knows one credential, its project's key, and
     * sends it as a bearer token.
     */
    @Required
    @ServerRequestFilter
    public void check(ContainerRequestContext request) {
        if (!isCarriedBy(request.getHeaderString(HEADER))
                && !isCarriedBy(bearer(request.getHeaderString(HttpHeaders.AUTHORIZATION)))) {
            throw ProblemException.unauthorized(MISSING);
        }
    }

    /** The token, null where there is none. */
    private static String bearer(String authorization) {
        boolean told = authorization != null
                && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        return told ? authorization.substring(SCHEME.length()).strip() : null;
    }

    /**
     * Whether a header's value is the secret, or none is asked for; tells in time that says nothing about it.
     *
     * @param given null where there is no header
     */
    public boolean isCarriedBy(String given) {
        return secret.isEmpty() || (given != null
                && MessageDigest.isEqual(secret.get(), given.getBytes(StandardCharsets.UTF_8)));
    }
}
