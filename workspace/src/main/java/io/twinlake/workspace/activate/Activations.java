package io.twinlake.workspace.activate;

import io.twinlake.core.json.Json;
import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * The states of a site's workspace, as numbered documents {@code workspace/activation/<n>.json} on
 * its control root; each is put where nothing is, and the last one holds.
 */
public final class Activations {
  private static final ObjectPrefix PLACE = new ObjectPrefix("workspace/activation/");

  private final ControlDocuments documents;

  public Activations(ControlDocuments documents) {
    this.documents = documents;
  }

  /** The state that holds; nothing if the workspace was never switched. */
  public Optional<Activation> newest() {
    List<ObjectEntry> all = documents.list(PLACE);
    if (all.isEmpty()) {
      return Optional.empty();
    }
    ObjectEntry last = all.get(all.size() - 1);
    return Optional.of(
        Json.parseDocument(
            documents.read(last), Activation.FORMAT, Activation.class, last.path().value()));
  }

  /** Puts the next state. */
  Activation put(
      Optional<Activation> before,
      String site,
      Activation.State state,
      List<Activation.Intent> intents,
      Clock clock) {
    Activation next =
        new Activation(
            Activation.FORMAT + ".0",
            before.map(Activation::number).orElse(0L) + 1,
            site,
            state,
            clock.instant(),
            intents);
    documents.putIfAbsent(
        PLACE.resolve(ObjectPath.of("%010d.json".formatted(next.number()))), Json.document(next));
    return next;
  }
}
