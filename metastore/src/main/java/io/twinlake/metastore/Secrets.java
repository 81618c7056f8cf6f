package io.twinlake.metastore;

import io.twinlake.metastore.model.Item;
import io.twinlake.metastore.model.Trees;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Takes secrets out of what is exported, and names where they stood. */
public final class Secrets {
  /** What stands in their place. */
  public static final String REDACTED = "(redacted by twinlake)";

  private static final Pattern KEY =
      Pattern.compile(
          "(?i).*/[^/]*(password|passwd|pwd|secret|account[.]?key|access[.]?key|sas[.]?(token|fixed)|fixed[.]token|credential|connection[-_.]?string|(?<!partition)token)[^/]*");

  /**
   * No text of these: their writers put column names and views there, which may sound like secrets.
   */
  private static final Pattern HARMLESS =
      Pattern.compile(
          "/(sd/cols|partitionKeys|values|viewOriginalText|viewExpandedText|statsObj|statsDesc|columns)(/.*)?|/parameters/(spark\\.sql\\.(sources\\.schema|statistics\\.colStats|create\\.version).*|view\\..*)");

  private static final Pattern VALUE =
      Pattern.compile(
          "(?i)[?&]sig=|(?:account|access|sharedaccess)key=|sharedaccesssignature|(?:password|pwd|secret)=|://[^/@:\\s]*:[^/@\\s]*@|eyJ[A-Za-z0-9_-]{10,}\\.|[A-Za-z0-9+/]{86}==");

  private Secrets() {}

  /** {@code item} without secrets; {@code told} hears where they stood. */
  public static Item redacted(Item item, Consumer<String> told) {
    return item.with(
        (com.fasterxml.jackson.databind.node.ObjectNode)
            Trees.rewritten(
                item.raw(),
                (at, text) -> {
                  boolean byKey = KEY.matcher(at).matches() && !HARMLESS.matcher(at).matches();
                  if (text.isEmpty() || !byKey && !VALUE.matcher(text).find()) {
                    return text;
                  }
                  told.accept(item.key() + " at " + at);
                  return REDACTED;
                }));
  }
}
