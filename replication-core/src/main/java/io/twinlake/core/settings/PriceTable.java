package io.twinlake.core.settings;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What requests, bytes and storage cost, as a contract says. The example file shows the format.
 *
 * @param currency code of all amounts
 * @param asOf the day that the numbers are of, as the file has it
 * @param source prices of the source's accounts
 * @param target prices of the target's accounts
 * @param history prices of the account that keeps history
 * @param control prices of the accounts of the control roots
 * @param egressPerGib a GiB that leaves the source's region
 */
public record PriceTable(
    String currency,
    String asOf,
    Tier source,
    Tier target,
    Tier history,
    Tier control,
    BigDecimal egressPerGib) {

  /**
   * Prices of one access tier.
   *
   * @param list 10,000 listings and makings of containers
   * @param read 10,000 reads
   * @param write 10,000 writes, copies and blocks
   * @param other 10,000 other requests
   * @param delete 10,000 removals
   * @param retrievalPerGib a GiB that is read
   * @param storagePerGib a GiB that is stored for a month
   */
  public record Tier(
      BigDecimal list,
      BigDecimal read,
      BigDecimal write,
      BigDecimal other,
      BigDecimal delete,
      BigDecimal retrievalPerGib,
      BigDecimal storagePerGib) {

    private static final Tier FREE =
        new Tier(
            BigDecimal.ZERO,
            BigDecimal.ZERO,
            BigDecimal.ZERO,
            BigDecimal.ZERO,
            BigDecimal.ZERO,
            BigDecimal.ZERO,
            BigDecimal.ZERO);

    private static Tier from(SettingsReader prices) {
      return new Tier(
          prices.requiredPrice("list"),
          prices.requiredPrice("read"),
          prices.requiredPrice("write"),
          prices.requiredPrice("other"),
          prices.requiredPrice("delete"),
          prices.requiredPrice("retrieval"),
          prices.requiredPrice("storage"));
    }
  }

  /**
   * Reads a price table.
   *
   * @param text all of it
   * @param origin how messages name it, usually its path
   * @throws SettingsException with everything that is wrong, each with its line
   */
  public static PriceTable load(String text, String origin) {
    Problems problems = new Problems(origin);
    Optional<YamlNode> document = YamlText.read(text, problems);
    if (document.isEmpty() || !(document.get() instanceof YamlNode.Mapping mapping)) {
      problems.add(1, "a price table is a mapping of keys and values");
      problems.throwIfAny();
      throw new IllegalStateException("A file without prices was not reported");
    }
    SettingsReader reader = new SettingsReader(problems, "", "", mapping);
    if (!reader.requiredText("format").equals("prices/1") && reader.has("format")) {
      reader.problem("format", "is unknown; write 'prices/1'");
    }
    PriceTable table = read(reader);
    reader.reportUnknownKeys();
    problems.throwIfAny();
    return table;
  }

  private static PriceTable read(SettingsReader reader) {
    String currency = reader.requiredText("currency");
    if (!currency.isEmpty() && !currency.matches("[A-Z]{3}")) {
      reader.problem("currency", "is not a code of three capitals; write EUR");
    }
    String asOf = reader.requiredText("asOf");
    if (!asOf.isEmpty() && !asOf.matches("\\d{4}-\\d{2}-\\d{2}")) {
      reader.problem("asOf", "is not a day; write 2026-11-22");
    }
    Map<String, Tier> tiers = new HashMap<>();
    reader
        .namedSections("tiers", named -> Map.entry(named.name(), Tier.from(named.section())))
        .forEach(tier -> tiers.put(tier.getKey(), tier.getValue()));
    if (!reader.has("tiers")) {
      reader.problem("tiers", "is missing; it names the access tiers and their prices");
    }
    List<Tier> sides =
        reader.section(
            "sides",
            section ->
                List.of("source", "target", "history", "control").stream()
                    .map(side -> tier(section, side, tiers))
                    .toList());
    return new PriceTable(
        currency,
        asOf,
        sides.get(0),
        sides.get(1),
        sides.get(2),
        sides.get(3),
        reader.requiredPrice("egress"));
  }

  private static Tier tier(SettingsReader sides, String side, Map<String, Tier> tiers) {
    String name = sides.requiredText(side);
    if (!name.isEmpty() && !tiers.containsKey(name)) {
      sides.problem(
          side,
          SecretText.shown(name) + " is no tier of this file" + Nearest.hint(name, tiers.keySet()));
    }
    return tiers.getOrDefault(name, Tier.FREE);
  }
}
