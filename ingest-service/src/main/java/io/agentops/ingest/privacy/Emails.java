package io.agentops.ingest.privacy;

import java.util.List;

import org.apache.commons.validator.routines.DomainValidator;
import org.apache.commons.validator.routines.EmailValidator;

/** E-mail addresses, those of domains that only exist inside a company included. */
final class Emails implements Detector {

    private static final int MOST_LOCAL = 64;
    private static final int MOST_DOMAIN = 253;
    private static final int MOST_CUTS = 3;
    private static final String SIGNS_OF_LOCAL = "._%+-'~&#=*!";
    private static final String[] PRIVATE_DOMAINS = {"corp", "example", "home", "internal", "intranet", "invalid",
            "lan",
            "local", "localdomain", "test"};

    private final EmailValidator validator = new EmailValidator(false, false, DomainValidator.getInstance(false,
            List.of(new DomainValidator.Item(DomainValidator.ArrayType.GENERIC_PLUS, PRIVATE_DOMAINS))));

    @Override
    public Kind kind() {
        return Kind.EMAIL;
    }

    @Override
    public boolean mayHold(String text, int digits) {
        return text.indexOf('@') > 0;
    }

    @Override
    public void find(String text, Finds finds) {
        int free = 0;
        for (int at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
            int start = start(text, at, free);
            int end = start < at ? endOfAddress(text, start, at) : at;
            if (end > at) {
                finds.add(Kind.EMAIL, start, end);
                free = end;
                at = end - 1;
            }
        }
    }

    private static int start(String text, int at, int free) {
        int start = at;
        while (start > free && at - start < MOST_LOCAL && isOfLocal(text.charAt(start - 1))) {
            start--;
        }
        while (start < at && !Character.isLetterOrDigit(text.charAt(start))) {
            start++;
        }
        return start;
    }

    private static boolean isOfLocal(char c) {
        return Character.isLetterOrDigit(c) || SIGNS_OF_LOCAL.indexOf(c) >= 0;
    }

    private static int end(String text, int at) {
        int end = at + 1;
        while (end < text.length() && end - at <= MOST_DOMAIN
                && (Character.isLetterOrDigit(text.charAt(end)) || ".-".indexOf(text.charAt(end)) >= 0)) {
            end++;
        }
        while (end > at + 1 && !Character.isLetterOrDigit(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    /**
     * The end of the address, or {@code at} where there is none. Where a sentence runs on without a space, the domain ends at an earlier
     * dot; a local part that no server takes does not make the rest less personal.
     */
    private int endOfAddress(String text, int start, int at) {
        int end = end(text, at);
        for (int i = 0; i < MOST_CUTS; i++) {
            int dot = text.lastIndexOf('.', end - 1);
            if (dot <= at + 1) {
                return at;
            }
            boolean address = end - dot > 2 && (validator.isValid(text.substring(start, end))
                    || validator.isValid("x" + text.substring(at, end)));
            if (address) {
                return end;
            }
            end = dot;
        }
        return at;
    }
}
