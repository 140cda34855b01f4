package io.agentops.localstack.testing;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A map that every class loader of the JVM shares: the one of this class as the system class loader has it. System
 * properties would not do, since libraries read them all and choke on what is no string.
 */
public final class JvmWide {

    private static final Map<String, Object> ENTRIES = new ConcurrentHashMap<>();

    private JvmWide() {}

    /** The entries as this loader's copy of the class has them; callers want {@link #entries()}. */
    public static Map<String, Object> ownEntries() {
        return ENTRIES;
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> entries() {
        try {
            return (Map<String, Object>) ClassLoader.getSystemClassLoader().loadClass(JvmWide.class.getName())
                    .getMethod("ownEntries").invoke(null);
        } catch (ReflectiveOperationException e) {
            return ENTRIES;
        }
    }
}
