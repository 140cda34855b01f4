package io.agentops.query.versions;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

import io.agentops.query.inference.Interval;

/** Figures with as many digits as say something. */
final class Rounding {

    private static final MathContext CHANCE = new MathContext(4, RoundingMode.HALF_UP);

    private Rounding() {}

    /** With four digits; null stays null. */
    static Double significant(Double value) {
        return value == null ? null : new BigDecimal(value).round(CHANCE).doubleValue();
    }

    static double decimals(double value, int decimals) {
        return BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP).doubleValue();
    }

    /** A share of one in percent, with two decimals. */
    static double percent(double share) {
        return decimals(100 * share, 2);
    }

    static Interval percent(Interval share) {
        return new Interval(percent(share.low()), percent(share.high()));
    }
}
