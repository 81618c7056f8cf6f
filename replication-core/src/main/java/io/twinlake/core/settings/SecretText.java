package io.twinlake.core.settings;

import java.util.regex.Pattern;

/** Tells secrets from settings, so that none is accepted and none is shown. */
final class SecretText {
  private static final Pattern CREDENTIAL =
      Pattern.compile(
          "(?:^|[?&;\"' ])sig=[^&;\\s]*"
              + "|(?:account|access|sharedaccess)key=\\S*"
              + "|sharedaccesssignature\\S*"
              + "|(?:password|passwd|pwd|secret|token)=\\S*"
              + "|bearer\\s+\\S+"
              + "|(?<=://)[^/@\\s]*:[^/@\\s]*@"
              + "|eyJ[A-Za-z0-9_-]{10,}\\.\\S*"
              + "|[0-9]Q~[A-Za-z0-9_~.-]{20,}"
              + "|[A-Za-z0-9+/]{86}==",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern CREDENTIAL_KEY =
      Pattern.compile(
          "(?:account|access|shared|storage|client|api|private)[-_.]?key|secret|passw|pwd|token"
              + "|credential|connection[-_.]?string|signature|(?:^|[-_.])sas(?:$|[-_.]|(?=token))"
              + "|fs\\.azure",
          Pattern.CASE_INSENSITIVE);

  /** A word with a long run of letters of both cases and digits, as keys have and names do not. */
  private static final Pattern RANDOM =
      Pattern.compile(
          "\\S*(?<![A-Za-z0-9])(?=[A-Za-z0-9]{0,200}?[a-z])(?=[A-Za-z0-9]{0,200}?[A-Z])"
              + "(?=[A-Za-z0-9]{0,200}?[0-9])[A-Za-z0-9]{24}\\S*");

  private static final int SHOWN_LENGTH = 80;

  private SecretText() {}

  /** Whether {@code value} holds what only a credential has. */
  static boolean isCredential(String value) {
    return CREDENTIAL.matcher(value).find();
  }

  /** Whether {@code key} names a credential. */
  static boolean isCredentialKey(String key) {
    return CREDENTIAL_KEY.matcher(key).find();
  }

  /** Whether a Hadoop setting of that name is a credential itself. */
  static boolean isSecretName(String key) {
    return key.matches("(?i).*(secret|account[.]key|password|sas[.]fixed[.]token).*");
  }

  /** {@code value} between quotes for a message, or that it is hidden. */
  static String shown(String value) {
    if (isCredential(value) || RANDOM.matcher(value).find() || value.contains("?")) {
      return "the value (hidden, it may be a secret)";
    }
    StringBuilder shown = new StringBuilder("'");
    value
        .codePoints()
        .limit(SHOWN_LENGTH)
        .forEach(
            c -> {
              if (Character.isISOControl(c)) {
                shown.append("\\u%04x".formatted(c));
              } else {
                shown.appendCodePoint(c);
              }
            });
    return shown.append(value.length() > SHOWN_LENGTH ? "...'" : "'").toString();
  }

  /** {@code message} with whatever may be a secret in it taken out. */
  static String masked(String message) {
    String known = CREDENTIAL.matcher(message).replaceAll("(hidden)");
    return RANDOM.matcher(known).replaceAll("(hidden)");
  }

  /** The name of a file without what gives access to it. */
  static String origin(String origin) {
    int query = origin.indexOf('?');
    String place = query < 0 ? origin : origin.substring(0, query);
    return CREDENTIAL.matcher(place).replaceAll("(hidden)");
  }
}
