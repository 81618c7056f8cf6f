package io.twinlake.core.preflight;

import io.twinlake.core.ReplicationException;
import io.twinlake.core.settings.DatasetSettings;
import io.twinlake.core.settings.Settings.Tables;
import io.twinlake.core.store.ObjectPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The words for what was seen at one place. Pure. */
final class Advice {
  private static final int MOST_NAMED = 3;

  private Advice() {}

  static Finding made(Place place) {
    return Finding.note(
        place.title(),
        "%s was not there and has been made, as the first run would."
            .formatted(Trouble.capital(place.words().name())),
        "",
        place.use() == Use.TARGET_CONTROL
            ? "If you expected recovery points there, check the spelling of sites.%s.control."
                .formatted(place.site())
            : "");
  }

  static Finding cannotBeMade(Place place, ReplicationException e) {
    return Finding.problem(
        place.title(),
        "%s does not exist, and making it failed. %s"
            .formatted(Trouble.capital(place.words().name()), e.getMessage()),
        "A run makes it where it may: that takes a role on the account, not on a container.",
        place.words().toCreate());
  }

  static Finding noSourceControl(Place place) {
    return Finding.note(
        place.title(),
        "%s does not exist.".formatted(Trouble.capital(place.words().name())),
        "A run from here does without; failing over and back will need it.",
        place.words().toCreate());
  }

  static Finding notWritable(Place place) {
    return Finding.problem(
        place.title(),
        "%s cannot be written to.".formatted(Trouble.capital(place.words().name())),
        "A run writes the copies there.",
        "Give the user of this process %s.".formatted(place.words().toWrite()));
  }

  static Finding writingNotTried(Place place) {
    return Finding.note(
        place.title(),
        "Whether %s can be written to was not tried.".formatted(place.words().name()),
        "This store shows it only by writing, which readers would see.",
        "Make sure that the identity has %s.".formatted(place.words().toWrite()));
  }

  static Finding onlyASource(Place place) {
    return Finding.guard(
        place.title(),
        "%s cannot be written the way it is reached; it can only be a source."
            .formatted(Trouble.capital(place.words().name())),
        "A write there could overwrite what somebody else put.",
        "On Azure set 'driver: native' for site %s; elsewhere use hdfs or an abfss root."
            .formatted(place.site()));
  }

  static Finding notReplacedInOneStep(Place place) {
    List<String> kept =
        place.datasets().stream()
            .filter(d -> d.replace() == DatasetSettings.Replace.ATOMIC)
            .map(DatasetSettings::name)
            .toList();
    String seen =
        "%s cannot replace an object in one step, the way it is reached."
            .formatted(Trouble.capital(place.words().name()));
    if (kept.isEmpty()) {
      return Finding.note(
          place.title(),
          seen,
          "'replace: in-place' is set: a reader may see none for a moment; what is replaced is in history.",
          "");
    }
    return Finding.warning(
        place.title(),
        seen,
        "What is new will be copied; what changes will not be replaced, and %s will be partial."
            .formatted(
                kept.size() == 1
                    ? "dataset " + kept.get(0)
                    : "datasets " + String.join(", ", kept)),
        "On Azure set 'driver: native' for site %s, or 'replace: in-place' for the dataset: readers may then see none for a moment."
            .formatted(place.site()));
  }

  static Finding conditionIgnored(Place place) {
    return Finding.guard(
        place.title(),
        "%s took a write whose condition did not hold; it was removed again."
            .formatted(Trouble.capital(place.words().name())),
        "A run relies on such conditions to leave alone what others wrote.",
        "Look for a proxy that strips the headers If-Match and If-None-Match.");
  }

  static Finding noPutIfAbsent(Place place) {
    return Finding.guard(
        place.title(),
        "The store of %s cannot put an object only where nothing is."
            .formatted(place.words().name()),
        "Two runs could both believe that they committed a recovery point.",
        "Use an abfss URI for sites.%s.%s.".formatted(place.site(), place.name()));
  }

  static Finding promiseBroken(Place place, Probe.Outcome outcome) {
    String seen =
        switch (outcome) {
          case PUT_TWICE -> "A second put went over the first, though it asked for an empty place.";
          case DELETED_ANOTHER -> "A deletion removed another version than the one that it named.";
          default -> "A deleted probe was still there afterwards.";
        };
    return Finding.guard(
        place.title(),
        seen,
        "A run relies on this: a recovery point is committed by one put, and once.",
        "Look for a proxy or cache that strips the headers If-Match and If-None-Match; do not run"
            + " before it is gone.");
  }

  static Finding leftBehind(Place place, int removed) {
    return Finding.note(
        place.title(),
        "%d probe%s of a preflight that was killed, removed now."
            .formatted(removed, removed == 1 ? "" : "s"),
        "",
        "");
  }

  static Finding timeUp(Place place, long seconds, Check at) {
    return Finding.problem(
        place.title(),
        "%s did not answer within %d s (at '%s')."
            .formatted(Trouble.capital(place.words().name()), seconds, at.words()),
        "A firewall that drops packets looks like this, and so does a wrong private endpoint.",
        place
            .words()
            .host()
            .map(host -> "Try from this machine: curl -I https://%s/".formatted(host))
            .orElse(""));
  }

  /** What the beginning of a dataset shows. */
  static List<Finding> ofSample(Place place, Samples sample, Tables tables) {
    List<Finding> findings = new ArrayList<>();
    if (place.use() == Use.SOURCE_DATA && sample.objects() == 0) {
      findings.add(
          Finding.warning(
              place.title(),
              "Dataset %s lists nothing.".formatted(sample.dataset()),
              "An empty dataset and a misspelt directory look the same; its recovery point is partial.",
              "Check the spelling of 'root' of dataset %s.".formatted(sample.dataset())));
    }
    if (!sample.tables().isEmpty() && place.use() == Use.SOURCE_DATA) {
      findings.add(tables(place, sample, tables));
    }
    if (sample.archived() > 0) {
      findings.add(archived(place, sample));
    }
    return findings;
  }

  private static Finding tables(Place place, Samples sample, Tables tables) {
    String named =
        sample.tables().stream()
            .limit(MOST_NAMED)
            .map(ObjectPrefix::value)
            .map(root -> root.isEmpty() ? "the whole of it" : root)
            .collect(Collectors.joining(", "));
    int more = sample.tables().size() - MOST_NAMED;
    String seen =
        "Dataset %s holds tables (Hudi or Iceberg): %s%s."
            .formatted(sample.dataset(), named, more > 0 ? " and %d more".formatted(more) : "");
    return tables == Tables.AS_FILES
        ? Finding.warning(
            place.title(),
            seen,
            "'tables: as-files' copies them file by file; such a copy may not open.",
            "Open the copies in a drill before you rely on them.")
        : Finding.warning(
            place.title(),
            seen,
            "They are reported, not replicated, and the dataset's recovery points are partial.",
            "Exclude them by 'filters', or accept 'partial' (exit 3).");
  }

  private static Finding archived(Place place, Samples sample) {
    String seen =
        "%,d of the first %,d objects of dataset %s are in the archive tier."
            .formatted(sample.archived(), sample.objects(), sample.dataset());
    return place.use() == Use.SOURCE_DATA
        ? Finding.warning(
            place.title(),
            seen,
            "They cannot be read, so they are not copied and count as failed.",
            "Rehydrate them, or exclude them by 'filters'.")
        : Finding.warning(
            place.title(),
            seen,
            "Lifecycle rules archive replicas: after a failover nobody can read them for hours.",
            "Take the prefix out of the rule: Lifecycle management of %s."
                .formatted(FactRule.account(place.words().service())));
  }
}
