package io.agentops.ingest.runs;

import java.io.IOException;
import java.time.Duration;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import io.agentops.ingest.privacyform.PrivacyRunReader;

/**
 * Either form of a run, told apart by the first of {@code agent_id} and {@code agent_name} among a message's own fields. A message
 * with neither is no run; it is read as the full form, to say so.
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
        return (isPrivacyForm(json) ? privacyFirst : full).read(json, clockSkew);
    }

    private boolean isPrivacyForm(byte[] json) {
        try (JsonParser parser = factory.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                if (parser.currentName().equals(OF_PRIVACY_FORM)) {
                    return true;
                }
                if (parser.currentName().equals(OF_FULL_FORM)) {
                    return false;
                }
                parser.nextToken();
                parser.skipChildren();
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }
}
