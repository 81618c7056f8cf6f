package io.twinlake.workspace.model;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What code in a notebook or a file names of the workspace around it. Such names are another
 * workspace's names after a move, and code is never changed, so they are told.
 */
public final class Mentions {
  /** A notebook that is called: the path follows. */
  public static final String CALLS = "calls ";

  private static final int LONGEST = 1 << 20;
  private static final int MOST = 100;

  /** Clusters and pools; jobs and warehouses; pipelines, queries, alerts; dashboards. */
  private static final Pattern ID =
      Pattern.compile(
          "(?<![A-Za-z0-9-])(?:\\d{4}-\\d{6}-[a-z0-9]{4,}(?:-pool-[A-Za-z0-9]+)?|\\d{9,18}"
              + "|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9a-fA-F]{16}|[0-9a-f]{32})(?![A-Za-z0-9-])");

  private static final Pattern ADDRESS =
      Pattern.compile(
          "[a-z0-9][a-z0-9.-]*\\.(?:azuredatabricks\\.net|cloud\\.databricks\\.com|gcp\\.databricks\\.com"
              + "|(?:dfs|blob|file|queue|table)\\.core\\.[a-z.]+[a-z]|vault\\.azure\\.net)");

  private static final Pattern MOUNT =
      Pattern.compile("(?<![A-Za-z0-9_.])(?:/dbfs)?(/mnt/[\\w.-]+)");

  private static final Pattern CALL =
      Pattern.compile(
          "(?:dbutils\\.notebook\\.run\\(\\s*(?:path\\s*=\\s*)?[\"']|%run\\s+[\"']?)(/[^\"'\\n]*?)(?=[\"'\\n]|\\s*$|\\s+\\$)",
          Pattern.MULTILINE);

  private Mentions() {}

  /** What {@code content} names; nothing if it is not text, or longer than code is. */
  public static List<String> in(byte[] content) {
    if (content.length > LONGEST || isBinary(content)) {
      return List.of();
    }
    String text = new String(content, StandardCharsets.UTF_8);
    Set<String> found = new LinkedHashSet<>();
    collect(CALL, text, CALLS, found);
    collect(ADDRESS, text, "", found);
    collect(MOUNT, text, "", found);
    collect(ID, text, "", found);
    return new ArrayList<>(found);
  }

  private static void collect(Pattern pattern, String text, String before, Set<String> found) {
    Matcher matcher = pattern.matcher(text);
    while (found.size() < MOST && matcher.find()) {
      found.add(before + matcher.group(matcher.groupCount()).strip());
    }
  }

  private static boolean isBinary(byte[] content) {
    for (int i = 0; i < Math.min(content.length, 8000); i++) {
      if (content[i] == 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether it may be the id of an object. */
  public static boolean isId(String mention) {
    return ID.matcher(mention).matches();
  }
}
