package io.agentops.http;

import java.util.ArrayList;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.handlers.ClassRoutingHandler;
import org.jboss.resteasy.reactive.server.handlers.RestInitialHandler.InitialMatch;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper.RequestMatch;
import org.jboss.resteasy.reactive.server.spi.ServerRestHandler;

/** The methods a path answers, which a 405 must name and Quarkus REST leaves out. */
final class AllowedMethods {

    private AllowedMethods() {}

    /** For the {@code Allow} header; empty when no request is being answered. */
    static String ofCurrentRequest() {
        ResteasyReactiveRequestContext request = CurrentRequestManager.get();
        Set<String> methods = new TreeSet<>();
        if (request != null) {
            String path = request.getPathWithoutPrefix();
            RequestMapper<InitialMatch> classes = new RequestMapper<>(
                    new ArrayList<>(request.getDeployment().getClassMappers()));
            for (RequestMatch<InitialMatch> match = classes.map(path); match != null; match = classes
                    .continueMatching(path, match)) {
                collect(match, methods);
            }
        }
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return String.join(", ", methods);
    }

    private static void collect(RequestMatch<InitialMatch> match, Set<String> methods) {
        String remaining = match.remaining.isEmpty() ? "/" : match.remaining;
        for (ServerRestHandler handler : match.value.handlers) {
            if (handler instanceof ClassRoutingHandler routing) {
                routing.getMappers().entrySet().stream()
                        .filter(ofMethod -> ofMethod.getValue().map(remaining) != null)
                        .map(ofMethod -> ofMethod.getKey())
                        .filter(Objects::nonNull)
                        .forEach(methods::add);
            }
        }
    }
}
