package io.twinlake.jobs.cli;

import io.twinlake.core.json.Json;
import io.twinlake.validation.Fingerprint;
import io.twinlake.validation.fingerprint.Item;
import java.util.List;

/** Shows fingerprints: what they cover and what they cost. */
final class FingerprintView {
  private final Terminal terminal;

  FingerprintView(Terminal terminal) {
    this.terminal = terminal;
  }

  void show(List<Fingerprint> made, boolean json) {
    if (json) {
      terminal.out().println(Json.line(made));
      return;
    }
    TextTable table = TextTable.of("SITE", "DATASET", ">OBJECTS", ">SIZE", ">NODES", "ROOT");
    for (Fingerprint site : made) {
      for (Fingerprint.OfDataset dataset : site.datasets()) {
        table.row(
            site.site(),
            dataset.name(),
            Amounts.count(dataset.root().map(Item::objects).orElse(0L)),
            Amounts.bytes(dataset.root().map(Item::bytes).orElse(0L)),
            Amounts.count(dataset.nodes()),
            dataset.failure().isPresent()
                ? "FAILED"
                : dataset.root().map(r -> r.hash().substring(0, 12)).orElse("(empty)"));
      }
    }
    terminal.print(table);
    terminal.out().println();
    for (Fingerprint site : made) {
      Wrapped.print(
          terminal,
          "",
          "%s: %s hashed (%s read), %s known from before."
              .formatted(
                  site.site(),
                  Amounts.count(site.hashed(), "object"),
                  Amounts.bytes(site.bytesRead()),
                  Amounts.count(site.remembered())));
      for (Fingerprint.OfDataset dataset : site.datasets()) {
        dataset
            .failure()
            .ifPresent(
                why ->
                    Wrapped.print(
                        terminal, "! " + site.site() + ", " + dataset.name() + ": ", why));
        if (dataset.unsettled() > 0) {
          Wrapped.print(
              terminal,
              "! " + site.site() + ", " + dataset.name() + ": ",
              "%s changed while they were read, or could not be read"
                  .formatted(Amounts.count(dataset.unsettled(), "object")));
        }
      }
    }
  }
}
