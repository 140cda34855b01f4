package io.agentops.ingest.privacy;

import org.apache.commons.validator.routines.CreditCardValidator;
import org.apache.commons.validator.routines.CreditCardValidator.CreditCardRange;

/**
 * Numbers of payment cards: right check digit, a range that issuers use, and written as one number or in the groups of a card. The
 * ranges keep times in milliseconds and most order numbers apart, a tenth of which have a right check digit by chance.
 */
final class Cards implements Detector {

    private static final int LEAST = 13;
    private static final int MOST = 19;

    private final CreditCardValidator cards = new CreditCardValidator(CreditCardValidator.AMEX
            + CreditCardValidator.DINERS + CreditCardValidator.DISCOVER + CreditCardValidator.MASTERCARD
            + CreditCardValidator.VISA);
    private final CreditCardValidator more = new CreditCardValidator(new CreditCardRange[]{
            new CreditCardRange("3528", "3589", 16, 19), new CreditCardRange("62", "62", 16, 19),
            new CreditCardRange("5018", "5038", 13, 19), new CreditCardRange("6304", "6304", 13, 19),
            new CreditCardRange("6759", "6763", 13, 19), new CreditCardRange("4", "4", new int[]{19})});

    @Override
    public Kind kind() {
        return Kind.CARD;
    }

    @Override
    public boolean mayHold(String text, int digits) {
        return digits >= LEAST;
    }

    /** Whether digits alone are a card's number. */
    boolean isCard(String digits) {
        return digits.length() >= LEAST && digits.length() <= MOST && (cards.isValid(digits) || more.isValid(digits));
    }

    @Override
    public void find(String text, Finds finds) {
        DigitGroups groups = new DigitGroups(text, " -");
        while (groups.next()) {
            if (!groups.standsAlone()) {
                continue;
            }
            if (isCard(groups.digits(0, groups.size(), MOST))) {
                finds.add(Kind.CARD, groups.start(0), groups.end(groups.size() - 1));
            } else {
                within(groups, finds);
            }
        }
    }

    /** A card's own groups may stand beside other numbers. */
    private void within(DigitGroups groups, Finds finds) {
        int i = 0;
        while (i < groups.size()) {
            int length = groups.length(i);
            int taken = switch (length) {
                case 4 -> groups.lengths(i, 4, 4, 4, 4, 3)
                        ? 5
                        : groups.lengths(i, 4, 4, 4, 4)
                                ? 4
                                : groups.lengths(i, 4, 6, 5) || groups.lengths(i, 4, 6, 4) ? 3 : 1;
                default -> 1;
            };
            if (isCard(groups.digits(i, i + taken, MOST))) {
                finds.add(Kind.CARD, groups.start(i), groups.end(i + taken - 1));
            } else if (taken == 5 && isCard(groups.digits(i, i + 4, MOST))) {
                taken = 4;
                finds.add(Kind.CARD, groups.start(i), groups.end(i + 3));
            } else {
                taken = 1;
            }
            i += taken;
        }
    }
}
