package io.agentops.ingest.healing;

import java.util.List;
import java.util.function.Function;

import io.agentops.http.Problem;
import io.agentops.http.ProblemException;
import io.agentops.ingest.runs.StrictJson;

/** Reads the bodies of these doors. */
final class Bodies {

    private Bodies() {}

    /**
     * Reads one.
     *
     * @param check all that is wrong with it
     * @throws ProblemException naming what is wrong
     */
    static <T> T read(StrictJson<T> json, byte[] body, Function<T, List<Problem.Error>> check) {
        if (body == null || body.length == 0) {
            throw ProblemException.badRequest("The body is empty; an object is expected.");
        }
        return json.read(body, value -> {
            List<Problem.Error> errors = check.apply(value);
            if (!errors.isEmpty()) {
                throw ProblemException.invalid(errors);
            }
            return value;
        }, refused -> {
            throw ProblemException.of(refused.problem());
        });
    }
}
