package io.agentops.rca.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.agentops.rca.engine.ToolReply.Kind;

class ToolReplyTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {"{'message': 'stars must be an integer'} | NOTICE",
            "{\"error\": \"no\"} | FAILURE",
            "{\"success\": false, \"message\": \"no\"} | FAILURE", "{\"success\": true} | DATA",
            "{'status': 404, 'title': 'Gone'} | FAILURE",
            "{'rooms': [], 'hasMore': False} | EMPTY", "{'rooms': [{'id': 1}], 'error': 'x'} | DATA", "[] | EMPTY",
            "[{\"id\": 1}] | DATA",
            "None | EMPTY", "Error: no such room | FAILURE", "all booked | NOTICE",
            "{\"data\": {\"items\": []}} | EMPTY",
            "{\"data\": null} | EMPTY", "{\"count\": 0} | EMPTY", "{\"price\": 80} | DATA",
            "{'response': '[{\"id\": 1}]', 'error': ''} | DATA",
            "[{\"type\": \"text\", \"text\": \"Error: nope\"}] | FAILURE",
            "{\"content\": [], \"isError\": true} | FAILURE",
            "{'rooms': [{'id': 1, 'na | DATA"})
    void kinds(String result, Kind kind) {
        assertThat(ToolReply.of(result).kind()).isEqualTo(kind);
    }

    @Test
    void absentAndEmptyDiffer() {
        assertThat(ToolReply.of(null).kind()).isEqualTo(Kind.UNTOLD);
        assertThat(ToolReply.of("").kind()).isEqualTo(Kind.EMPTY);
    }

    @Test
    void wordsAndCodeAreTakenOut() {
        ToolReply reply = ToolReply
                .of("{\"status\": 400, \"errors\": [{\"error\": \"bad city\"}], \"message\": \"refused\"}");

        assertThat(reply).isEqualTo(new ToolReply(Kind.FAILURE, "bad city  refused", 400));
    }
}
