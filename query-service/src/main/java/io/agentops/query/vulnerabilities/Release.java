package io.agentops.query.vulnerabilities;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A release by its version, in the order of semantic versioning. What is yet to be released comes before the release, and a snapshot, which
 * is built again and again up to it, after all that is named otherwise.
 *
 * @param preRelease empty for a release
 */
record Release(long major, long minor, long patch, List<String> preRelease) implements Comparable<Release> {

    private static final Pattern VERSION = Pattern
            .compile(
                    "v?(\\d{1,9})\\.(\\d{1,9})(?:\\.(\\d{1,9}))?(?:-([0-9A-Za-z.-]{1,60}))?(?:\\+[0-9A-Za-z.-]{1,60})?");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
    private static final String SNAPSHOT = "SNAPSHOT";
    private static final Comparator<Release> ORDER = Comparator.comparingLong(Release::major)
            .thenComparingLong(Release::minor).thenComparingLong(Release::patch)
            .thenComparing(Release::preRelease, Release::comparePreReleases);

    Release {
        preRelease = List.copyOf(preRelease);
    }

    /** Empty for what is written otherwise: its place is not known. */
    static Optional<Release> of(String version) {
        Matcher parts = VERSION.matcher(version);
        if (!parts.matches()) {
            return Optional.empty();
        }
        return Optional.of(new Release(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2)),
                parts.group(3) == null ? 0 : Long.parseLong(parts.group(3)),
                parts.group(4) == null ? List.of() : List.of(parts.group(4).split("\\.", -1))));
    }

    /** Whether more than fixes lie between the two. */
    boolean isOfAnotherLine(Release other) {
        return major != other.major || minor != other.minor;
    }

    @Override
    public int compareTo(Release other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch + (preRelease.isEmpty() ? "" : "-" + String.join(".", preRelease));
    }

    private static int comparePreReleases(List<String> one, List<String> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return Boolean.compare(one.isEmpty(), other.isEmpty());
        }
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            int order = comparePart(one.get(i), other.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(one.size(), other.size());
    }

    private static int comparePart(String one, String other) {
        boolean isNumber = NUMBER.matcher(one).matches();
        boolean otherIsNumber = NUMBER.matcher(other).matches();
        if (isNumber && otherIsNumber) {
            return Long.compare(Long.parseLong(one), Long.parseLong(other));
        }
        if (isNumber || otherIsNumber) {
            return isNumber ? -1 : 1;
        }
        boolean isSnapshot = SNAPSHOT.equals(one);
        return isSnapshot == SNAPSHOT.equals(other) ? one.compareTo(other) : isSnapshot ? 1 : -1;
    }
}
