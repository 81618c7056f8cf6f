package io.twinlake.jobs.cli;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Hides credentials in texts that others wrote: signatures of SAS tokens, account keys, bearer
 * tokens, passwords in connection strings. Our own messages hold none; a library's exception may.
 */
final class Redaction {
  private static final String HIDDEN = "***";

  /** Each hides what follows its first group. */
  private static final List<Pattern> SECRETS =
      List.of(
          Pattern.compile("(?i)([?&;]?\\bsig=)[^&\\s\"'<>]+"),
          Pattern.compile(
              "(?i)((?:account|shared ?access|access)[-_. ]?(?:key|signature)\\s*[=:]\\s*)[^;,\\s\"'<>]+"),
          Pattern.compile("(?i)(fs\\.azure\\.account\\.key[^=:\\s]*\\s*[=:]\\s*)[^;,\\s\"'<>]+"),
          Pattern.compile("(?i)(\\b(?:bearer|sharedkey|basic)\\s+)[A-Za-z0-9._~+/:=-]{8,}"),
          Pattern.compile(
              "(?i)((?:client[-_.]?secret|secret|password|pwd|token)\"?\\s*[=:]\\s*\"?)[^&;,\\s\"'<>]+"),
          // 64 bytes in Base64: the shape of an account key, wherever it stands.
          Pattern.compile("()(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{86}=="));

  private Redaction() {}

  static String hide(String text) {
    String shown = text;
    for (Pattern secret : SECRETS) {
      shown = secret.matcher(shown).replaceAll("$1" + HIDDEN.replace("$", "\\$"));
    }
    return shown;
  }
}
