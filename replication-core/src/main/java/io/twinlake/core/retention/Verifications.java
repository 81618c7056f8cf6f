package io.twinlake.core.retention;

import io.twinlake.core.json.Json;
import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.ledger.ControlPaths;
import io.twinlake.core.store.ObjectEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which recovery points were verified: what kept validations found clean that compared the target
 * with a point, by more than names and lengths. Reads the newest {@value #MOST} validations.
 */
public final class Verifications {
  private static final int MOST = 100;
  private static final String BY_NAMES_ONLY = "LISTING";

  /** What is read of a validation's document. */
  private record Document(
      String format, String level, Optional<Long> point, List<OfDataset> datasets) {}

  private record OfDataset(String name, String verdict) {}

  private record Verified(String dataset, long point, String level) {}

  private final List<Verified> all;

  private Verifications(List<Verified> all) {
    this.all = all;
  }

  /**
   * One list request, and one for each validation.
   *
   * @throws io.twinlake.core.ReplicationException if one cannot be read: "not verified" would be a
   *     guess
   */
  public static Verifications read(ControlDocuments documents) {
    List<ObjectEntry> listed = documents.list(ControlPaths.VALIDATIONS);
    List<Verified> all = new ArrayList<>();
    for (ObjectEntry entry : listed.subList(Math.max(0, listed.size() - MOST), listed.size())) {
      Document document =
          Json.parseDocument(
              documents.read(entry), "validation/1", Document.class, "Validation " + entry.path());
      if (document.point().isPresent() && !BY_NAMES_ONLY.equals(document.level())) {
        document.datasets().stream()
            .filter(d -> d.verdict().equals("CLEAN"))
            .forEach(
                d -> all.add(new Verified(d.name(), document.point().get(), document.level())));
      }
    }
    return new Verifications(all);
  }

  /** The newest point that was verified for a dataset. */
  public Optional<Long> newest(String dataset) {
    return all.stream()
        .filter(v -> v.dataset().equals(dataset))
        .map(Verified::point)
        .max(Long::compare);
  }

  /** The datasets that were verified at a point, each with how strongly. */
  public Map<String, String> at(long point) {
    Map<String, String> levels = new TreeMap<>();
    all.stream()
        .filter(v -> v.point() == point)
        .forEach(v -> levels.put(v.dataset(), v.level().toLowerCase(Locale.ROOT)));
    return levels;
  }
}
