package io.agentops.query.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each test and interval gives what the literature, or R and SciPy, give for known examples. */
class PublishedFiguresTest {

    private static final Offset<Double> FOUR_DIGITS = within(0.00005);

    /** Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I, method 3. */
    @ParameterizedTest
    @CsvSource({"81, 263, 0.2553, 0.3662", "15, 148, 0.0624, 0.1605", "0, 20, 0, 0.1611", "1, 29, 0.0061, 0.1718",
            "20, 20, 0.8389, 1"})
    void wilson(long count, long total, double low, double high) {
        Interval interval = new Share(count, total).interval();
        assertThat(interval.low()).isCloseTo(low, FOUR_DIGITS);
        assertThat(interval.high()).isCloseTo(high, FOUR_DIGITS);
    }

    /** Newcombe, "Interval estimation for the difference between independent proportions", 1998, table II, method 10. */
    @ParameterizedTest
    @CsvSource({"56, 70, 48, 80, 0.0524, 0.3339", "9, 10, 3, 10, 0.1705, 0.8090", "6, 7, 2, 7, 0.0582, 0.8062",
            "5, 56, 0, 29, -0.0381, 0.1926", "0, 10, 0, 20, -0.1611, 0.2775", "0, 10, 0, 10, -0.2775, 0.2775",
            "10, 10, 0, 20, 0.6791, 1.0000", "10, 10, 0, 10, 0.6075, 1.0000"})
    void newcombe(long a, long m, long b, long n, double low, double high) {
        Share one = new Share(a, m);
        Share other = new Share(b, n);
        Interval interval = Interval.ofDifference(other.value(), other.interval(), one.value(), one.interval());
        assertThat(interval.low()).isCloseTo(low, FOUR_DIGITS);
        assertThat(interval.high()).isCloseTo(high, FOUR_DIGITS);
    }

    /** The lady tasting tea, and the twins of convicts, of Fisher; the others by SciPy's fisher_exact. */
    @ParameterizedTest
    @CsvSource({"3, 4, 1, 4, 0.4857142857", "4, 4, 0, 4, 0.0285714286", "2, 12, 15, 18, 0.0005367241",
            "50, 1000, 80, 1000, 0.0083084484", "900, 1000, 600, 1000, 1.3453337978e-56", "0, 5, 0, 9, 1",
            "5, 5, 9, 9, 1"})
    void fisher(long a, long m, long b, long n, double p) {
        TestResult result = ShareTest.compare(new Share(a, m), new Share(b, n));
        assertThat(result.method()).isEqualTo(TestResult.Method.FISHER_EXACT);
        assertThat(result.pValue()).isCloseTo(p, within(p * 1e-7));
        assertThat(result.direction()).isEqualTo(Double.compare((double) b / n, (double) a / m));
    }

    @Test
    void score() {
        TestResult result = ShareTest.compare(new Share(20_000, 30_000), new Share(20_500, 30_000));
        assertThat(result.method()).isEqualTo(TestResult.Method.SCORE);
        assertThat(result.statistic()).isCloseTo(4.358136336404103, within(1e-12));
        assertThat(result.pValue()).isCloseTo(1.3117466422521996e-05, within(1e-16));
    }

    /** Ages of diagnosis, of SciPy's manual; permeability, of Hollander and Wolfe, 1973, page 69; one with ties, by SciPy. */
    @Test
    void mannWhitney() {
        assertRanks(new double[]{20, 11, 17, 12}, new double[]{19, 22, 16, 29, 24}, 0.11134688653314041, 1);
        assertRanks(new double[]{0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46},
                new double[]{1.15, 0.88, 0.90, 0.74, 1.21}, 0.24462360512698333, -1);
        assertRanks(new double[]{1, 1, 2, 3, 3, 3, 5}, new double[]{2, 3, 4, 4, 5, 5, 6, 6}, 0.039533904945382364, 1);
        assertRanks(new double[]{7, 7}, new double[]{7, 7, 7}, 1, 0);
    }

    private static void assertRanks(double[] before, double[] after, double p, int direction) {
        TestResult result = RankTest.compare(bins(before), bins(after));
        assertThat(result.pValue()).isCloseTo(p, within(1e-12));
        assertThat(result.direction()).isEqualTo(direction);
    }

    private static Map<Integer, Long> bins(double[] values) {
        return Arrays.stream(values).mapToObj(value -> (int) Math.round(value * 100))
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
    }

    @Test
    void tailsAreCutWhereFivePercentOrMoreLieAbove() {
        Map<Integer, Long> before = Map.of(1, 95L, 2, 4L, 3, 1L);
        Map<Integer, Long> after = Map.of(1, 85L, 2, 12L, 3, 3L);
        TestResult result = RankTest.compareTails(before, after);
        assertThat(result.method()).isEqualTo(TestResult.Method.QUANTILE_FISHER_EXACT);
        TestResult above = ShareTest.compare(new Share(5, 100), new Share(15, 100));
        assertThat(result.pValue()).isEqualTo(above.pValue());
        assertThat(result.direction()).isEqualTo(1);
        assertThat(RankTest.compareTails(Map.of(1, 40L), Map.of(2, 30L)).pValue()).isLessThan(1e-15);
        assertThat(RankTest.compareTails(Map.of(1, 40L), Map.of(1, 30L)).pValue()).isEqualTo(1);
    }

    /** Student's sleep data, as R's t.test has them. */
    @Test
    void welch() {
        Mean one = Mean.of(new double[]{0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0});
        Mean other = Mean.of(new double[]{1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4});
        TestResult result = one.compare(other);
        assertThat(result.statistic()).isCloseTo(1.8608134674868526, within(1e-12));
        assertThat(result.pValue()).isCloseTo(0.0793941401873583, within(1e-10));
        assertThat(one.difference(other).low()).isCloseTo(-0.20548323071171137, within(1e-9));
        assertThat(one.difference(other).high()).isCloseTo(3.3654832307117104, within(1e-9));
    }

    @Test
    void meansOfClustersAreThoseOfTheirValuesWhereEachHasOne() {
        double[] values = {0.7, -1.6, -0.2, -1.2, -0.1};
        Mean mean = Mean.of(values);
        double squares = DoubleStream.of(values).map(value -> Math.pow(value - mean.value(), 2)).sum();
        Mean clustered = Mean.ofClusters(DoubleStream.of(values).sum(), 5, squares, 5);
        assertThat(clustered.value()).isCloseTo(mean.value(), within(1e-15));
        assertThat(clustered.variance()).isCloseTo(mean.variance(), within(1e-15));
        assertThat(clustered.freedom()).isEqualTo(mean.freedom());
    }

    @Test
    void equalCostsAreNoDifferenceWhateverRoundingMakesOfThem() {
        double[] few = DoubleStream.generate(() -> 0.1).limit(30).toArray();
        double[] many = DoubleStream.generate(() -> 0.1).limit(1777).toArray();
        assertThat(Mean.of(few).compare(Mean.of(many)).pValue()).isEqualTo(1);
        assertThat(new Mean(1, 0, 9).compare(new Mean(2, 0, 9)).pValue()).isZero();
    }

    /** Thrombolysis, of Benjamini and Hochberg, 1995, section 3.2: four are found at 5 %, where Bonferroni finds three. */
    @Test
    void benjaminiHochberg() {
        double[] adjusted = FalseDiscovery.adjusted(new double[]{0.6528, 0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278,
                0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.7590, 1});
        assertThat(Arrays.stream(adjusted).filter(p -> p <= 0.05).count()).isEqualTo(4);
        assertThat(adjusted)
                .containsExactly(new double[]{0.75323077, 0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.06385714,
                        0.06385714, 0.0645, 0.0765, 0.486, 0.58118182, 0.714875, 0.81321429, 1}, within(1e-8));
        assertThat(FalseDiscovery.adjusted(new double[0])).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "0.1, 0.920344325445942", "1.96, 0.04999579029644087", "3.5, 0.00046525815807105003",
            "-10, 1.523970604832094e-23"})
    void normal(double z, double p) {
        assertThat(Normal.twoSided(z)).isCloseTo(p, within(p * 1e-10));
    }

    @ParameterizedTest
    @CsvSource({"-1.8608, 17.776, 0.07939657813977986", "5, 3.3, 0.012214421128087875",
            "10, 500, 1.3860493598239857e-21",
            "0.3, 1, 0.8144528418445154", "0, 5, 1"})
    void studentsT(double t, double freedom, double p) {
        assertThat(StudentT.twoSided(t, freedom)).isCloseTo(p, within(p * 1e-9));
    }

    @ParameterizedTest
    @CsvSource({"1, 12.706204736174694", "2.5, 3.5746548420036817", "10, 2.228138851986274", "30, 2.0422724563012378",
            "10000, 1.960201239890626"})
    void studentsTQuantiles(double freedom, double t) {
        assertThat(StudentT.within95(freedom)).isCloseTo(t, within(t * 1e-9));
    }
}
