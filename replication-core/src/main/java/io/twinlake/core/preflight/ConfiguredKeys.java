package io.twinlake.core.preflight;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/**
 * Where credentials stand as plain text in Spark's and Hadoop's configuration. Names of keys only,
 * no values.
 *
 * @param spark names of Spark properties that hold a credential, {@code
 *     spark.hadoop.fs.azure.account.key.…}
 * @param hadoop names of Hadoop settings that do, from its own files
 * @param redaction the {@code spark.redaction.regex} that is set beside them
 */
public record ConfiguredKeys(
    Collection<String> spark, Collection<String> hadoop, Optional<String> redaction) {
  /** Nothing is known of the configuration. */
  public static final ConfiguredKeys NONE =
      new ConfiguredKeys(List.of(), List.of(), Optional.empty());

  private static final Pattern SECRET =
      Pattern.compile(
          "(spark\\.hadoop\\.)?fs\\.azure\\.(account\\.key\\..+|account\\.oauth2\\.client\\.secret.*|account\\.oauth2\\.refresh\\.token.*|account\\.oauth2\\.user\\.password.*|sas\\.fixed\\.token.*|sas\\..+\\..+)");

  /** The setting, and the account that it is for. */
  private static final Pattern PARTS =
      Pattern.compile(
          "(.*?fs\\.azure\\.(?:account\\.key|account\\.oauth2(?:\\.[a-z]+){2}|sas\\.fixed\\.token))(?:\\.([^.]+)(?:\\..*)?)?");

  private static final int MOST_NAMED = 3;

  /**
   * The names of those settings that hold a credential as plain text. A reference to a secret
   * scope, {@code {{secrets/scope/key}}}, is none.
   */
  public static List<String> secretsAmong(Map<String, String> settings) {
    return settings.entrySet().stream()
        .filter(e -> SECRET.matcher(e.getKey()).matches())
        .filter(e -> !e.getValue().isBlank() && !e.getValue().strip().startsWith("{{secrets/"))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  List<Finding> judge() {
    List<Finding> findings = new ArrayList<>();
    if (!spark.isEmpty()) {
      findings.add(
          Finding.warning(
              "Spark configuration",
              "Credentials stand there as plain text: %s.".formatted(named(spark)),
              "Every user of the cluster's pages and of its event logs may read them.",
              "Use a managed identity, a Hadoop credential provider"
                  + " (hadoop.security.credential.provider.path), or on Databricks"
                  + " {{secrets/scope/key}}."));
      if (!hides(redaction, spark)) {
        findings.add(
            Finding.warning(
                "Spark configuration",
                redaction.isPresent()
                    ? "spark.redaction.regex does not cover these keys."
                    : "spark.redaction.regex is not set.",
                "Spark's own default shows spark.hadoop.fs.azure.account.key in its pages and event logs.",
                "Set it as README.md, 'Run it on a cluster', has it; ./twinlake sets it by itself."));
      }
    }
    if (!hadoop.isEmpty()) {
      findings.add(
          Finding.note(
              "Hadoop configuration",
              "Credentials stand there as plain text: %s.".formatted(named(hadoop)),
              "Whoever can read core-site.xml has the whole account.",
              "Let only the service's user read the file, or use a managed identity or a Hadoop"
                  + " credential provider."));
    }
    return findings;
  }

  private static boolean hides(Optional<String> regex, Collection<String> names) {
    try {
      return regex
          .map(Pattern::compile)
          .map(pattern -> names.stream().allMatch(name -> pattern.matcher(name).find()))
          .orElse(false);
    } catch (PatternSyntaxException e) {
      return false;
    }
  }

  /** {@code fs.azure.account.key (sa1, sa3 and 2 more)}: by setting, then by account. */
  private static String named(Collection<String> names) {
    Map<String, TreeSet<String>> accounts = new TreeMap<>();
    for (String name : names) {
      Matcher parts = PARTS.matcher(name);
      boolean known = parts.matches();
      String setting = known ? parts.group(1) : name;
      Set<String> those = accounts.computeIfAbsent(setting, s -> new TreeSet<>());
      if (known && parts.group(2) != null) {
        those.add(parts.group(2));
      }
    }
    return accounts.entrySet().stream()
        .map(e -> e.getValue().isEmpty() ? e.getKey() : e.getKey() + " " + shortened(e.getValue()))
        .collect(Collectors.joining("; "));
  }

  private static String shortened(TreeSet<String> accounts) {
    String first = accounts.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
    int more = accounts.size() - MOST_NAMED;
    return more > 0 ? "(%s and %d more)".formatted(first, more) : "(" + first + ")";
  }
}
