package io.agentops.query.inference;

/**
 * Student's t distribution, by the incomplete beta function: its continued fraction is 26.5.8 of Abramowitz and Stegun, "Handbook of
 * Mathematical Functions", evaluated by Lentz's method; the logarithm of gamma is Lanczos' approximation.
 */
final class StudentT {

    private static final double LANCZOS_G = 7;
    private static final double[] LANCZOS = {0.9999999999998099, 676.5203681218851, -1259.1392167224028,
            771.3234287776531, -176.6150291621406, 12.507343278686905, -0.13857109526572012, 9.984369578019572e-6,
            1.5056327351493116e-7};
    private static final double TINY = 1e-300;
    private static final double EXACT = 1e-14;
    private static final int MOST_LEVELS = 10_000;
    private static final int HALVINGS = 60;
    private static final double OUTSIDE_95 = 0.05;

    private StudentT() {}

    /** How likely a value of this size or more is, to either side. */
    static double twoSided(double t, double freedom) {
        return incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5);
    }

    /** The size within which 95 % of all values lie. */
    static double within95(double freedom) {
        double low = 0;
        double high = 1;
        while (twoSided(high, freedom) > OUTSIDE_95) {
            high *= 2;
        }
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (twoSided(middle, freedom) > OUTSIDE_95) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    private static double incompleteBeta(double x, double a, double b) {
        if (x <= 0 || x >= 1) {
            return x <= 0 ? 0 : 1;
        }
        double front = Math
                .exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
        return x < (a + 1) / (a + b + 2) ? front * fraction(x, a, b) / a : 1 - front * fraction(1 - x, b, a) / b;
    }

    private static double fraction(double x, double a, double b) {
        double c = 1;
        double d = 1 / nonZero(1 - (a + b) * x / (a + 1));
        double value = d;
        for (int m = 1; m <= MOST_LEVELS; m++) {
            double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 / nonZero(1 + even * d);
            c = nonZero(1 + even / c);
            value *= d * c;
            double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / nonZero(1 + odd * d);
            c = nonZero(1 + odd / c);
            value *= d * c;
            if (Math.abs(d * c - 1) < EXACT) {
                break;
            }
        }
        return value;
    }

    private static double nonZero(double value) {
        return Math.abs(value) < TINY ? TINY : value;
    }

    /** Of a positive number. */
    private static double logGamma(double number) {
        if (number < 0.5) {
            return Math.log(Math.PI / Math.sin(Math.PI * number)) - logGamma(1 - number);
        }
        double x = number - 1;
        double sum = LANCZOS[0];
        for (int i = 1; i < LANCZOS.length; i++) {
            sum += LANCZOS[i] / (x + i);
        }
        double t = x + LANCZOS_G + 0.5;
        return 0.5 * Math.log(2 * Math.PI) + (x + 0.5) * Math.log(t) - t + Math.log(sum);
    }
}
