package io.agentops.ingest.runs;

import java.io.IOException;
import java.time.Duration;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import io.agentops.ingest.privacyform.PrivacyRunReader;

/**
 * Either form of a run, told apart by a message's own fields, in whatever order: with an {@code agent_name} it is the full form,
 * with an {@code agent_id} alone the privacy-first one. A message with neither is no run; it is read as the full form, to say so.
 */
@Singleton
public class EitherFormat implements RunFormat {

    private static final String OF_PRIVACY_FORM = "agent_id";
    private static final String OF_FULL_FORM = "agent_name";

    private final JsonFactory factory = new JsonFactory();
    private final RunReader full;
    private final PrivacyRunReader privacyFirst;

    EitherFormat(RunReader full, PrivacyRunReader privacyFirst) {
        this.full = full;
        this.privacyFirst = privacyFirst;
    }

    @Override
    public Reading read(byte[] json, Duration clockSkew) {
        Told told = told(json);
        Reading reading = (told == Told.PRIVACY_FIRST ? privacyFirst : full).read(json, clockSkew);
        // Of what does not say that it is the full form, nobody can say that it is not the privacy-first one.
        return told != Told.FULL && reading instanceof Reading.Refused refused ? refused.inConfidence() : reading;
    }

    private enum Told {
        FULL,
        PRIVACY_FIRST,
        NEITHER
    }

    /** What the fields tell, as far as they can be read. */
    private Told told(byte[] json) {
        Told told = Told.NEITHER;
        try (JsonParser parser = factory.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return told;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                if (parser.currentName().equals(OF_FULL_FORM)) {
                    return Told.FULL;
                }
                if (parser.currentName().equals(OF_PRIVACY_FORM)) {
                    told = Told.PRIVACY_FIRST;
                }
                parser.nextToken();
                parser.skipChildren();
            }
            return told;
        } catch (IOException e) {
            return told;
        }
    }
}
