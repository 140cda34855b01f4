package io.agentops.demo.chat;

import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What the agent neither takes in nor gives out. */
final class Guardrails {

    /** A text with what was masked in it counted. */
    record Masked(String text, int emails, int phones) {
        boolean any() {
            return emails + phones > 0;
        }
    }

    private static final Pattern INJECTION = Pattern.compile(
            "\\b(?:ignore|forget|disregard)\\b.{0,30}\\b(?:instructions|rules|prompt)\\b"
                    + "|\\b(?:reveal|print|repeat)\\b.{0,30}\\b(?:system )?prompt\\b|\\byou are now\\b",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern EMAIL = Pattern.compile("[\\w.+-]{1,64}@[\\w-]{1,63}(?:\\.[\\w-]{1,63}){1,8}");
    private static final Pattern PHONE = Pattern.compile("\\+\\d{1,3}(?:[ -]?\\d{2,8}){2,5}");

    private Guardrails() {}

    /** Why a message is not worked on; empty where it may be. */
    static Optional<String> refusal(String message) {
        return INJECTION.matcher(message).find()
                ? Optional.of("The message tries to override the agent's instructions.")
                : Optional.empty();
    }

    /** An answer without addresses and numbers of people. */
    static Masked mask(String answer) {
        int emails = count(EMAIL, answer);
        String withoutEmails = EMAIL.matcher(answer).replaceAll("[e-mail address]");
        return new Masked(PHONE.matcher(withoutEmails).replaceAll("[phone number]"), emails,
                count(PHONE, withoutEmails));
    }

    private static int count(Pattern pattern, String text) {
        return (int) pattern.matcher(text).results().map(MatchResult::start).count();
    }
}
