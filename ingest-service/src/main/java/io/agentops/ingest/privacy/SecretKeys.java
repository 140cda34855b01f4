package io.agentops.ingest.privacy;

import java.util.Locale;
import java.util.Set;

/** Names under which secrets stand, in JSON, in settings and in headers. */
final class SecretKeys {

    static final int LONGEST = 64;
    private static final Set<String> NAMES = Set.of("password", "passwd", "pwd", "passphrase", "secret", "token",
            "apikey",
            "xapikey", "authorization", "proxyauthorization", "cookie", "setcookie", "privatekey", "clientsecret",
            "credential", "credentials");
    private static final Set<String> ENDINGS = Set.of("password", "passwd", "secret", "apikey", "privatekey",
            "secretkey",
            "accesskey", "accesstoken", "refreshtoken", "authtoken", "sessiontoken", "bearertoken", "idtoken",
            "apitoken", "secretaccesskey");

    /** The last letters of all of these, by which nearly every other name is told apart at once. */
    private static final Set<String> LAST_LETTERS = Set.of("ord", "swd", "pwd", "ase", "ret", "ken", "key", "ion",
            "kie",
            "ial", "als");

    private SecretKeys() {}

    /** Whether what stands under this name is a secret whole. */
    static boolean isSecret(String key) {
        if (key.length() < 3 || key.length() > LONGEST
                || !LAST_LETTERS.contains(key.substring(key.length() - 3).toLowerCase(Locale.ROOT))) {
            return false;
        }
        int dot = key.lastIndexOf('.');
        return isSecretName(key, 0) || (dot >= 0 && isSecretName(key, dot + 1));
    }

    private static boolean isSecretName(String key, int from) {
        StringBuilder plain = new StringBuilder(key.length());
        for (int i = from; i < key.length(); i++) {
            if (Character.isLetterOrDigit(key.charAt(i))) {
                plain.append(key.charAt(i));
            }
        }
        String name = plain.toString().toLowerCase(Locale.ROOT);
        if (NAMES.contains(name)) {
            return true;
        }
        for (String ending : ENDINGS) {
            if (name.endsWith(ending)) {
                return true;
            }
        }
        return false;
    }
}
