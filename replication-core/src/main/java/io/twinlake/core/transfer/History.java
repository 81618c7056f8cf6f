package io.twinlake.core.transfer;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.settings.TransferSettings;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.PreconditionFailedException;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.core.store.VersionChangedException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Keeps the bytes of an object before it is overwritten or deleted, at {@code
 * <point>/<dataset>/<path>} below the history root: the undo log of a run, and what a restore
 * reads.
 *
 * <p>Kept put-if-absent: what a run that died has kept for the same point is older, and stays.
 */
public final class History {
  private final ObjectStore history;
  private final ObjectTransfer transfer;

  /**
   * What was to be kept is no longer there as it was; nothing was kept. Thrown apart from a
   * source's change.
   */
  public static final class NotThereException extends ReplicationException {
    private static final long serialVersionUID = 1L;

    NotThereException(VersionChangedException cause) {
      super(Effect.NONE_DO_NOT_RETRY, cause.getMessage(), cause);
    }
  }

  /**
   * @param target where the bytes are
   * @param history where they are kept; its root is made when it is missing
   */
  public History(ObjectStore target, ObjectStore history, TransferSettings settings) {
    this.history = history;
    this.transfer = new ObjectTransfer(target, history, settings);
  }

  /**
   * Keeps exactly the version that {@code target} names. Its metadata is kept where that costs
   * nothing.
   *
   * @param target the object, below the target store's root
   * @param point number of the recovery point that the run tries to commit
   * @param path the object's path below its dataset
   * @return where it is kept: the history root and the percent-encoded path as one URI
   * @throws NotThereException if the target is no longer that version or gone; nothing was kept
   */
  public String keep(ObjectEntry target, long point, String dataset, ObjectPath path) {
    ObjectPath kept = at(point, dataset, path);
    try {
      put(target, kept);
    } catch (StoreException e) {
      if (e.problem() != StoreProblem.ROOT_MISSING) {
        throw e;
      }
      history.createRoot();
      put(target, kept);
    }
    return uri(kept);
  }

  /** Where the object's bytes are kept for {@code point}, if they are. One request. */
  public Optional<String> find(long point, String dataset, ObjectPath path) {
    ObjectPath kept = at(point, dataset, path);
    try {
      return history.find(kept).map(e -> uri(kept));
    } catch (StoreException e) {
      if (e.problem() == StoreProblem.ROOT_MISSING) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private void put(ObjectEntry target, ObjectPath kept) {
    try {
      transfer.transferOnce(target, kept, Expected.absent());
    } catch (PreconditionFailedException e) {
      // Kept already, by a run that died or a task that ran before. The first one kept is the one
      // that counts.
      return;
    } catch (VersionChangedException e) {
      throw new NotThereException(e);
    }
  }

  private static ObjectPath at(long point, String dataset, ObjectPath path) {
    return ObjectPath.of("%010d/%s/%s".formatted(point, dataset, path));
  }

  private String uri(ObjectPath kept) {
    String root = history.root().toString();
    return (root.endsWith("/") ? root : root + "/") + percentEncoded(kept.value());
  }

  /**
   * RFC 3986: unreserved characters and slashes stay, every other byte of the UTF-8 form is
   * escaped.
   */
  private static String percentEncoded(String path) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "-._~/".indexOf(c) >= 0;
      encoded.append(plain ? String.valueOf(c) : "%%%02X".formatted((int) c));
    }
    return encoded.toString();
  }
}
