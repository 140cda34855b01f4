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
            "None | EMPTY", "Error: no such room | FAILURE", "all booked | PROSE",
            "{\"data\": {\"items\": []}} | EMPTY",
            "{\"data\": null} | EMPTY", "{\"count\": 0} | EMPTY",
            "{\"meta\": {\"code\": 400, \"error\": \"no\"}, \"response\": {}} | FAILURE",
            "{\"results\": [], \"took_ms\": 12} | EMPTY", "{\"id\": 7, \"tags\": []} | DATA",
            "{\"id\": 7, \"status\": \"rejected\"} | DATA", "<html><title>403 Forbidden</title> | FAILURE",
            "<html><title>Rooms</title> | DATA",
            "{\"detail\": [{\"loc\": [\"q\"], \"msg\": \"field required\"}]} | NOTICE", "{\"price\": 80} | DATA",
            "{'response': '[{\"id\": 1}]', 'error': ''} | DATA",
            "[{\"type\": \"text\", \"text\": \"Error: nope\"}] | FAILURE",
            "{\"content\": [], \"isError\": true} | FAILURE",
            "{'rooms': [{'id': 1, 'na | DATA",
            "Failed: 0, passed: 12 | PROSE", "Error rate: 0.1 %, all good | PROSE", "Errors found: 0 | PROSE",
            "Error: 0x80070005 | FAILURE", "Error: none of the rooms is free | FAILURE",
            "Failed 3 of 12 checks | FAILURE",
            "[ERROR] 403 Forbidden: access denied | FAILURE", "[12:30] the room is denied | PROSE",
            "[1, 2, 3] | DATA", "[Room(id=7), Room(id=8)] | DATA", "['a', 'b'] | DATA"})
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
