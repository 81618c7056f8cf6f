package io.twinlake.storage.azure;

import java.io.IOException;
import java.util.regex.Pattern;

/**
 * Takes secrets out of what others wrote: signatures in URLs, tokens and authorisation headers, and
 * whatever looks like an account key.
 */
public final class Redaction {
  private static final Pattern SECRET_PARAMETER =
      Pattern.compile(
          "(?i)([?&;\\s\"'(]|^)(sig|skoid|sktid|token|access_token|client_secret|assertion|password|accountkey|sharedaccesssignature)=[^&;\\s\"'<>)]*");
  private static final Pattern SECRET_HEADER =
      Pattern.compile(
          "(?i)(authorization|x-ms-copy-source-authorization|x-ms-copy-source)(\"?\\s*[:=]\\s*)[^\\r\\n,}]*");
  private static final Pattern SCHEME =
      Pattern.compile("(?i)\\b(bearer|sharedkey)\\s+[^\\s,\"'}]+");
  private static final Pattern JWT =
      Pattern.compile("\\beyJ[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)?");
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{43,}={1,2}");
  private static final String HIDDEN = "***";

  private Redaction() {}

  /** {@code text} without its secrets; nothing for nothing. */
  public static String of(String text) {
    if (text == null) {
      return "";
    }
    String clean = SECRET_PARAMETER.matcher(text).replaceAll("$1$2=" + HIDDEN);
    clean = SECRET_HEADER.matcher(clean).replaceAll("$1$2" + HIDDEN);
    clean = SCHEME.matcher(clean).replaceAll("$1 " + HIDDEN);
    clean = JWT.matcher(clean).replaceAll(HIDDEN);
    return KEY.matcher(clean).replaceAll(HIDDEN);
  }

  /** The same failure, with its stack and without its secrets, fit to be a cause. */
  public static IOException of(Throwable failure) {
    String type = failure.getClass().getSimpleName();
    IOException clean = new IOException(type + ": " + of(failure.getMessage()));
    clean.setStackTrace(failure.getStackTrace());
    if (failure.getCause() != null && failure.getCause() != failure) {
      clean.initCause(of(failure.getCause()));
    }
    return clean;
  }
}
