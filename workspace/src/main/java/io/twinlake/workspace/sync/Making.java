package io.twinlake.workspace.sync;

import io.twinlake.core.Effect;
import io.twinlake.workspace.api.ApiException;
import io.twinlake.workspace.kinds.Contents;
import io.twinlake.workspace.kinds.Writing;
import io.twinlake.workspace.model.Blob;
import io.twinlake.workspace.model.Item;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** Makes objects at the target, once each, and reads back what is there afterwards. */
final class Making {
  /** How often what was just made is looked for, with 1, 2 and more seconds between. */
  private static final int LOOKS = 4;

  private final WorkspaceImport run;
  private final Function<Blob, byte[]> bytes;

  /**
   * @param bytes reads the archive's contents
   */
  Making(WorkspaceImport run, Function<Blob, byte[]> bytes) {
    this.run = run;
    this.bytes = bytes;
  }

  /** What the catalogue needs to write. */
  Writing writing() {
    return new Writing(run.api(), run.options().scope(), bytes);
  }

  /** Makes it once, also if the answer is lost or somebody made it before us. */
  Item create(Item wanted) {
    String id;
    try {
      id = run.catalogue().create(writing(), wanted);
    } catch (ApiException e) {
      if (e.effect() != Effect.UNKNOWN || e.endsTheRun()) {
        throw e;
      }
      Optional<Item> made = lookedUp(wanted);
      id = made.isPresent() ? made.get().id() : run.catalogue().create(writing(), wanted);
    }
    if (!id.isEmpty()) {
      run.catalogue().settle(run.api(), wanted.kind(), id);
    }
    return again(wanted, id);
  }

  /** What a creation that nobody answered for has made; listings may show it late. */
  private Optional<Item> lookedUp(Item wanted) {
    for (int look = 1; ; look++) {
      Optional<Item> made =
          run.catalogue()
              .find(
                  run.api(),
                  run.options().scope(),
                  wanted.kind(),
                  item ->
                      item.mark().equals(wanted.mark()) && !wanted.mark().isEmpty()
                          || Matches.isByName(wanted.kind()) && item.key().equals(wanted.key()));
      if (made.isPresent() || look == LOOKS) {
        return made;
      }
      run.api().waiting().sleep(Duration.ofSeconds(look));
    }
  }

  /** What is there now. */
  Item again(Item wanted, String id) {
    Optional<Item> given = run.catalogue().written(wanted);
    for (int look = 1; given.isEmpty(); look++) {
      given = read(wanted, id);
      if (given.isEmpty() && look == LOOKS) {
        throw ApiException.changed(
            "%s was written and is not seen there. Somebody may have removed it meanwhile; run again."
                .formatted(wanted.title()));
      }
      if (given.isEmpty()) {
        run.api().waiting().sleep(Duration.ofSeconds(look));
      }
    }
    return given.get();
  }

  /** Reads an object that was just written, without its bytes. */
  Optional<Item> read(Item wanted, String id) {
    return run.catalogue()
        .readOne(run.api(), run.options().scope(), given(wanted), wanted.kind(), id, wanted.key());
  }

  /** What was just written need not be read again. */
  private static Contents given(Item wanted) {
    return (kind, id, stamp, download) -> wanted.blob().orElseGet(() -> Blob.of(download.get()));
  }
}
