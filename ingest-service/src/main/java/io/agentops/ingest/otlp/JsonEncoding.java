package io.agentops.ingest.otlp;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;

import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.resource.v1.Resource;

/**
 * OTLP's JSON, read as it comes: ids are hexadecimal, enumerations numbers, what is unknown is skipped. JSON that is
 * malformed is refused whole; a value of the wrong type refuses its span alone.
 */
final class JsonEncoding implements Encoding {

    static final Encoding INSTANCE = new JsonEncoding();

    /** Far above what attributes may nest, so that a span that goes too deep does not refuse its neighbours. */
    private static final int MAX_DEPTH = 10_000;

    /**
     * The size of the request bounds what the parser holds: names and numbers may be as long as they like, and no name is
     * remembered. What is wrong within a span is found while the span is read.
     */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private JsonEncoding() {}

    @Override
    public <T> void read(byte[] request, Signal<T> signal, Sink<T> sink) {
        try (JsonParser parser = FACTORY.createParser(text(request))) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw OtlpFailure.malformed("The body must be a JSON object.");
            }
            new Request<>(parser, signal, sink).read();
            if (parser.nextToken() != null) {
                throw OtlpFailure.malformed("The body holds more than one JSON value.");
            }
        } catch (StreamConstraintsException e) {
            throw OtlpFailure.malformed("The body nests deeper than %,d levels.".formatted(MAX_DEPTH));
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            throw OtlpFailure.malformed("The body is not well-formed JSON%s.".formatted(
                    at == null ? "" : " at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr())));
        } catch (IOException e) {
            throw OtlpFailure.malformed("The body is not UTF-8 text.");
        }
    }

    /** Fails on what is not UTF-8, which other readers of text would replace. */
    private static Reader text(byte[] request) {
        return new InputStreamReader(new ByteArrayInputStream(request), StandardCharsets.UTF_8.newDecoder());
    }

    /** Fields come in any order: what belongs to a resource is held until the resource is known. */
    private static final class Request<T> {
        private final JsonFields fields;
        private final Signal<T> signal;
        private final Sink<T> sink;
        private final List<Held<T>> held = new ArrayList<>();

        Request(JsonParser parser, Signal<T> signal, Sink<T> sink) {
            this.fields = new JsonFields(parser);
            this.signal = signal;
            this.sink = sink;
        }

        /** Some spans or log records with their scope, or why they are refused. */
        private record Held<T>(String scope, T item, String flaw) {}

        void read() throws IOException {
            fields.object("the body", name -> {
                if (name.equals(signal.byResource())) {
                    fields.array(name, this::byResource);
                } else {
                    fields.skip();
                }
            });
            requireNoFlaw();
        }

        private void byResource() throws IOException {
            Resource.Builder resource = Resource.newBuilder();
            AtomicReference<String> flaw = new AtomicReference<>();
            fields.object(signal.byResource(), name -> {
                if (name.equals("resource")) {
                    requireNoFlaw();
                    fields.object(name, inner -> OtlpJson.resource(fields, inner, resource));
                    flaw.set(fields.takeFlaw().map(reason -> "resource: " + reason).orElse(null));
                } else if (name.equals(signal.byScope())) {
                    fields.array(name, this::byScope);
                } else {
                    fields.skip();
                }
            });
            requireNoFlaw();
            release(resource.build(), flaw.get());
        }

        private void byScope() throws IOException {
            InstrumentationScope.Builder scope = InstrumentationScope.newBuilder();
            AtomicReference<String> flaw = new AtomicReference<>();
            int first = held.size();
            fields.object(signal.byScope(), name -> {
                if (name.equals("scope")) {
                    requireNoFlaw();
                    fields.object(name, inner -> OtlpJson.scope(fields, inner, scope));
                    flaw.set(fields.takeFlaw().map(reason -> "scope: " + reason).orElse(null));
                } else if (name.equals(signal.items())) {
                    fields.array(name, this::item);
                } else {
                    fields.skip();
                }
            });
            requireNoFlaw();
            held.subList(first, held.size()).replaceAll(one -> new Held<>(scope.getName(), one.item,
                    flaw.get() == null ? one.flaw : flaw.get()));
        }

        private void item() throws IOException {
            if (!sink.admits()) {
                fields.skip();
                return;
            }
            requireNoFlaw();
            T item = signal.json().read(fields);
            held.add(fields.takeFlaw().map(flaw -> new Held<T>(null, null, flaw))
                    .orElseGet(() -> new Held<>(null, item, null)));
        }

        private void release(Resource resource, String flawOfResource) {
            Origin origin = null;
            for (Held<T> one : held) {
                String flaw = flawOfResource == null ? one.flaw : flawOfResource;
                if (flaw != null) {
                    sink.refuse(flaw);
                    continue;
                }
                if (origin == null || !origin.scope().equals(one.scope)) {
                    origin = new Origin(resource, one.scope);
                }
                sink.take(origin, one.item);
            }
            held.clear();
        }

        private void requireNoFlaw() {
            fields.takeFlaw().ifPresent(flaw -> {
                throw OtlpFailure.malformed("The body is not a request of this kind: %s.".formatted(flaw));
            });
        }
    }
}
