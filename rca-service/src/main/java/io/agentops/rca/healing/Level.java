package io.agentops.rca.healing;

import java.util.Locale;

/** How much is done about an agent; after the last of them come people. */
enum Level {
    /** It is started again where it is. */
    RESTART,
    /** It is made anew by what runs it, where that is known. */
    RECREATE;

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Level of(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT));
    }
}
