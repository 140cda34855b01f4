package io.agentops.query.groups;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** In which order groups are listed. */
enum GroupSort {

    /** Those with most runs first. */
    COUNT,
    /** Those that were seen last first. */
    LAST_SEEN,
    /** Those that were first seen last, the new ones, first. */
    FIRST_SEEN;

    static final List<String> NAMES = Arrays.stream(values()).map(GroupSort::wireName).toList();

    static GroupSort named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
