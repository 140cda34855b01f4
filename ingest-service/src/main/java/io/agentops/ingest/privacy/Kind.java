package io.agentops.ingest.privacy;

import java.util.Locale;

/** What a text is masked or cut for. */
enum Kind {
    EMAIL,
    PHONE,
    CARD,
    IBAN,
    SECRET,
    /** A summary that was longer than it may be, or arguments that masking made so. */
    CAPPED,
    /** Content of a span that strict mode does not keep. */
    DROPPED;

    /** What stands in a text's place; no detector finds anything in it. */
    String mask() {
        return "[" + wireName() + "]";
    }

    /** The name in metric tags. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
