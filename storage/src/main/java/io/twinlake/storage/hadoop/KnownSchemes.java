package io.twinlake.storage.hadoop;

import io.twinlake.core.store.StoreContext;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.fs.FileSystem;

/** For which schemes Hadoop has a file system on the class path. Costs no request. */
final class KnownSchemes {
  private static final Map<String, Boolean> KNOWN = new ConcurrentHashMap<>();

  private KnownSchemes() {}

  static boolean contains(String scheme, StoreContext context) {
    String lower = scheme.toLowerCase(Locale.ROOT);
    String named = context.get("fs." + lower + ".impl").orElse("");
    return KNOWN.computeIfAbsent(lower + " " + named, key -> isKnown(lower, context));
  }

  private static boolean isKnown(String scheme, StoreContext context) {
    try {
      FileSystem.getFileSystemClass(scheme, SharedFileSystems.configuration(context));
      return true;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }
}
