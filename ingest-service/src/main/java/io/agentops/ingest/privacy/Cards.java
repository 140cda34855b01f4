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
    /** The groups in which numbers are printed on cards. */
    private static final int[][] SHAPES = {{4, 4, 4, 4, 3}, {4, 4, 4, 4}, {4, 6, 5}, {4, 6, 4}};

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
            int taken = groupsOfCard(groups, i);
            if (taken > 0) {
                finds.add(Kind.CARD, groups.start(i), groups.end(i + taken - 1));
            }
            i += Math.max(1, taken);
        }
    }

    /** How many groups from this one on are a card's number; 0 where none are. */
    private int groupsOfCard(DigitGroups groups, int first) {
        for (int[] shape : SHAPES) {
            if (groups.lengths(first, shape) && isCard(groups.digits(first, first + shape.length, MOST))) {
                return shape.length;
            }
        }
        return isCard(groups.digits(first, first + 1, MOST)) ? 1 : 0;
    }
}
