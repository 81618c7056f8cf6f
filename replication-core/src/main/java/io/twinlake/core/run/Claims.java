package io.twinlake.core.run;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.ledger.ControlPaths;
import io.twinlake.core.ledger.JsonLines;
import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.PreconditionFailedException;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.core.store.VersionChangedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ledger rows of runs that have not committed: what they say they copied. The next run checks each
 * against the target and keeps what is true, so that a run that died or lost the commit has not
 * worked in vain.
 */
public final class Claims {
  private static final Logger LOG = LoggerFactory.getLogger(Claims.class);

  private final ObjectStore control;

  public Claims(ObjectStore control) {
    this.control = control;
  }

  /** The claims that lie on the control root. One list request. */
  public List<ObjectEntry> list() {
    return list(ControlPaths.CLAIMS);
  }

  /** The claims of one run. One list request. */
  List<ObjectEntry> of(RunId run) {
    return list(ControlPaths.CLAIMS.resolve(ObjectPrefix.directory(run.value())));
  }

  private List<ObjectEntry> list(ObjectPrefix prefix) {
    try (Stream<ObjectEntry> entries = control.list(prefix)) {
      return entries.toList();
    } catch (StoreException e) {
      if (e.problem() == StoreProblem.ROOT_MISSING) {
        return List.of();
      }
      throw e;
    }
  }

  /** The newest claim of each path, by dataset. */
  public Map<String, Map<ObjectPath, LedgerRow>> read(List<ObjectEntry> listed) {
    Map<String, Map<ObjectPath, LedgerRow>> newest = new TreeMap<>(ObjectPath::compareUtf8);
    for (ObjectEntry entry : listed) {
      try (Stream<LedgerRow> rows =
          JsonLines.FORMAT.read(
              control.read(entry.path(), ByteRange.whole(entry.sizeBytes()), entry.version()),
              "Claim " + entry.path())) {
        rows.forEach(
            row ->
                newest
                    .computeIfAbsent(row.dataset(), d -> new TreeMap<>())
                    .merge(
                        row.path(),
                        row,
                        (a, b) -> Comparator.comparing(LedgerRow::time).compare(a, b) > 0 ? a : b));
      } catch (VersionChangedException e) {
        if (!e.isGone()) {
          throw e;
        }
        // Its run, or the one that took it over, has just committed and removed it.
        LOG.debug("{} was removed while it was to be read", entry.path());
      } catch (IOException e) {
        throw new ReplicationException(
            Effect.NONE_DO_NOT_RETRY,
            "Claim %s cannot be read: %s. Nothing was changed. Remove it: what it names is then looked at again."
                .formatted(entry.path(), e.getMessage()),
            e);
      }
    }
    return newest;
  }

  /**
   * Puts the claim of one batch; putting the same batch again, as a task that runs twice does,
   * changes nothing.
   */
  public void put(String run, String batch, List<LedgerRow> rows) {
    List<LedgerRow> sorted = new ArrayList<>(rows);
    sorted.sort(LedgerRow.ORDER);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      JsonLines.FORMAT.write(sorted.iterator(), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      control.write(
          ControlPaths.claim(run, batch),
          new ByteArrayInputStream(bytes.toByteArray()),
          bytes.size(),
          ObjectMetadata.NONE,
          Expected.absent());
    } catch (PreconditionFailedException e) {
      // Our own twin was here. Its claim is as true as ours.
      return;
    }
  }

  /** Removes claims that a committed point has made superfluous. */
  public void remove(List<ObjectEntry> claims) {
    claims.forEach(claim -> control.delete(claim.path(), claim.version()));
  }
}
