package io.twinlake.workspace.sync;

import io.twinlake.workspace.sync.MappedPlace.Verdict;
import io.twinlake.workspace.sync.Resolver.Answer;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Decides whether a mapped place is there. Only a name service that is known to know its like can
 * prove that a place is missing: where no name of the same zone resolves, the machine is offline or
 * in another network, and nothing is proven. No clock and no I/O.
 */
final class PlaceRule {
  private final Premises premises;
  private final String from;
  private final String to;
  private final Map<String, String> seen;
  private final Map<String, Answer> answers;

  /**
   * @param from the source's site
   * @param to the target's site
   * @param seen what the target's workspace itself uses, by {@link #account} and {@link #vault}
   * @param answers what is known of names, of the source's places too
   */
  PlaceRule(
      Premises premises,
      String from,
      String to,
      Map<String, String> seen,
      Map<String, Answer> answers) {
    this.premises = premises;
    this.from = from;
    this.to = to;
    this.seen = seen;
    this.answers = answers;
  }

  /** How {@code seen} names a storage account. */
  static String account(String name) {
    return "account " + name.toLowerCase(Locale.ROOT);
  }

  /** How {@code seen} names a Key Vault. */
  static String vault(String name) {
    return "vault " + name.toLowerCase(Locale.ROOT);
  }

  private static String key(Region.Rule rule) {
    return switch (rule.what()) {
      case STORAGE_ACCOUNT -> account(rule.to());
      case KEY_VAULT -> vault(rule.to());
      default -> "";
    };
  }

  /** A verdict and its reason. */
  record Decision(Verdict verdict, String how) {}

  Decision decide(Region.Place place) {
    if (place.rule().what() == Region.What.STORAGE_ACCOUNT) {
      String account = place.rule().to();
      if (premises.hereAccounts().contains(account)
          && !premises.thereAccounts().contains(account)) {
        return new Decision(
            Verdict.MISSING,
            "the settings put data of %s there, and none of %s: it goes with the source"
                .formatted(from, to));
      }
      if (premises.opened().contains(account)) {
        return new Decision(Verdict.FOUND, "the control root of %s is there".formatted(to));
      }
    }
    String used = seen.getOrDefault(key(place.rule()), "");
    if (!used.isEmpty()) {
      return new Decision(Verdict.FOUND, used);
    }
    if (place.there().isEmpty()) {
      return new Decision(Verdict.COULD_NOT_TELL, "it is no address that could be asked for");
    }
    return switch (answers.getOrDefault(place.there(), Answer.UNKNOWN)) {
      case RESOLVES -> new Decision(Verdict.FOUND, "its name resolves");
      case UNKNOWN -> new Decision(Verdict.COULD_NOT_TELL, "nobody answered for its name");
      case ABSENT ->
          witness(place)
              .map(
                  known ->
                      new Decision(
                          Verdict.MISSING,
                          "its name does not exist, and that of %s does".formatted(known)))
              .orElse(
                  new Decision(
                      Verdict.COULD_NOT_TELL,
                      "its name does not resolve here, and no other of its zone does"));
    };
  }

  /** A name of the same zone that resolves here. */
  private Optional<String> witness(Region.Place place) {
    if (answers.get(place.here()) == Answer.RESOLVES) {
      return Optional.of(place.here());
    }
    String zone = zone(place.there());
    return answers.entrySet().stream()
        .filter(entry -> entry.getValue() == Answer.RESOLVES)
        .map(Map.Entry::getKey)
        .filter(host -> zone(host).equals(zone))
        .sorted()
        .findFirst();
  }

  private static String zone(String host) {
    return host.substring(host.indexOf('.') + 1);
  }
}
