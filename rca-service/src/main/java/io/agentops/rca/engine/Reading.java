package io.agentops.rca.engine;

import io.agentops.contract.rca.Category;

/**
 * What a rule makes of a complaint.
 *
 * @param weight how specific the sign is, 0 to 1
 * @param sign what was seen, in words for a reader
 * @param field the argument or field complained of, or null
 * @param limit the number or time complained of, or null
 */
record Reading(String rule, Category category, double weight, String sign, String field, String limit) {

    /** The lightest sign that makes a claim. */
    static final double CLAIM = 0.35;
}
