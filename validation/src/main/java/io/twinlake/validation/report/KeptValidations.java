package io.twinlake.validation.report;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.json.Json;
import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.ledger.RecoveryPoint;
import io.twinlake.core.ledger.RecoveryPoints;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.Stores;
import io.twinlake.validation.ValidationResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what validations left on the target's control root, one document at a time. */
public final class KeptValidations {
  /** Documents of one kind that a report reads at most; each costs a request. */
  public static final int MOST = 30;

  private static final ObjectPrefix FOLDER = new ObjectPrefix("validations/");

  private final Settings settings;
  private final Stores stores;

  public KeptValidations(Settings settings, Stores stores) {
    this.settings = settings;
    this.stores = stores;
  }

  /**
   * One kept validation.
   *
   * @param id as printed by the report; empty for the newest
   * @throws ReplicationException if there is none of that name, or it cannot be read
   */
  public ValidationResult read(Optional<String> id) {
    try (ObjectStore control = stores.open(settings.target().control())) {
      ControlDocuments documents = new ControlDocuments(control);
      List<ObjectEntry> listed = documents.list(FOLDER);
      return parse(documents, entry(listed, id).orElseThrow(() -> missing(id)));
    }
  }

  /**
   * Everything that a report shows. A document of the past that cannot be read is said, and the
   * others are shown.
   *
   * @param id the validation that it is about; empty for the newest
   * @throws ReplicationException if the control root cannot be listed, or the validation that it is
   *     about is not there or cannot be read
   */
  public Report report(Optional<String> id, Instant now) {
    List<String> notes = new ArrayList<>();
    List<Past> past = new ArrayList<>();
    List<RecoveryPoint> points = new ArrayList<>();
    Optional<ValidationResult> shown = Optional.empty();
    try (ObjectStore control = stores.open(settings.target().control())) {
      ControlDocuments documents = new ControlDocuments(control);
      List<ObjectEntry> listed = documents.list(FOLDER);
      Optional<ObjectEntry> wanted = entry(listed, id);
      if (wanted.isEmpty() && id.isPresent()) {
        throw missing(id);
      }
      if (wanted.isPresent()) {
        shown = Optional.of(parse(documents, wanted.get()));
      }
      for (int i = listed.size() - 1; i >= Math.max(0, listed.size() - MOST); i--) {
        try {
          past.add(Past.of(parse(documents, listed.get(i))));
        } catch (ReplicationException e) {
          notes.add(e.getMessage());
        }
      }
      RecoveryPoints chain = new RecoveryPoints(documents);
      List<ObjectEntry> all = chain.list();
      for (int i = all.size() - 1; i >= Math.max(0, all.size() - MOST); i--) {
        try {
          points.add(chain.read(all.get(i)).point());
        } catch (ReplicationException e) {
          notes.add(e.getMessage());
        }
      }
    }
    return new Report(
        settings.pair(), settings.from(), settings.to(), shown, past, points, notes, now);
  }

  private static Optional<ObjectEntry> entry(List<ObjectEntry> listed, Optional<String> id) {
    if (id.isEmpty()) {
      return listed.isEmpty() ? Optional.empty() : Optional.of(listed.get(listed.size() - 1));
    }
    ObjectPath path = ObjectPath.of("validations/" + id.get() + ".json");
    return listed.stream().filter(e -> e.path().equals(path)).findFirst();
  }

  private static ValidationResult parse(ControlDocuments documents, ObjectEntry entry) {
    return Json.parseDocument(
        documents.read(entry),
        "validation/1",
        ValidationResult.class,
        "Validation " + entry.path());
  }

  private ReplicationException missing(Optional<String> id) {
    return new ReplicationException(
        Effect.NONE_DO_NOT_RETRY,
        id.map(
                name ->
                    "There is no validation '%s' on %s. 'report' without --validation shows the newest, with the names of the others."
                        .formatted(name, settings.target().control()))
            .orElse(
                "No validation is kept on %s yet. Run validate first."
                    .formatted(settings.target().control())));
  }
}
