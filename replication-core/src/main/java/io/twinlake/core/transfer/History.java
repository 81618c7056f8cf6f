package io.twinlake.core.transfer;

import io.twinlake.core.checksum.Crc64;
import io.twinlake.core.settings.DatasetSettings.Replace;
import io.twinlake.core.settings.TransferSettings;
import io.twinlake.core.store.Ability;
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
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Keeps the bytes of objects that are about to be overwritten or deleted at the target: the undo
 * log of a run, and what a restore reads.
 *
 * <p>They lie at {@code <history root>/<recovery point>/<dataset>/<path>}, the number with ten
 * digits. A path that would be too long there is cut, and ends in its SHA-256: the ledger names the
 * place. The first to keep a path for a point wins: what a run that died kept before is older, so
 * it is what the point before held, and stays. A kept object is exactly what it was at the target,
 * with its metadata and the mark of its own source version.
 *
 * <p>Safe for use by many threads as far as its stores are.
 */
public final class History {
  /** Most characters below the history root: stores take 1,024, of which the root has some. */
  private static final int MOST_CHARS = 900;

  /** What is left of a longer path, before its hash. */
  private static final int KEPT_CHARS = 500;

  private final ObjectStore target;
  private final ObjectStore history;
  private final TransferSettings settings;
  private final ObjectTransfer transfer;
  private boolean rootMade;

  /**
   * @param target the store whose objects are about to change
   * @param history the store that keeps them; its root is made when it is missing
   */
  public History(ObjectStore target, ObjectStore history, TransferSettings settings) {
    this.target = target;
    this.history = history;
    this.settings = settings;
    this.transfer = new ObjectTransfer(new Ends(target, history, settings, Ends.Mark.NONE));
  }

  /**
   * Keeps the bytes of {@code replaced}. A small object inside one service costs one request.
   *
   * @param replaced what is at the target, by its path below the target's root; its metadata need
   *     not be known
   * @param point number of the recovery point that the run tries to commit
   * @param dataset name of its dataset
   * @param path below the dataset's root
   * @return where the bytes are, as {@link HistoryLocation#text()}; they are there when this
   *     returns
   * @throws VersionChangedException if the target is no longer that version or gone; nothing was
   *     kept
   * @throws StoreException if a store refuses; nothing was kept, so nothing may be overwritten
   */
  public String keep(ObjectEntry replaced, long point, String dataset, ObjectPath path) {
    ObjectPath to = place(point, dataset, path);
    try {
      keepUnlessKept(replaced, to);
    } catch (StoreException e) {
      if (e.problem() != StoreProblem.ROOT_MISSING) {
        throw e;
      }
      makeRoot();
      keepUnlessKept(replaced, to);
    }
    return location(to);
  }

  /** Where the bytes of a path were kept for a point, if they were. One request. */
  public Optional<String> find(long point, String dataset, ObjectPath path) {
    ObjectPath at = place(point, dataset, path);
    try {
      return history.find(at).map(there -> location(at));
    } catch (StoreException e) {
      if (e.problem() == StoreProblem.ROOT_MISSING) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Whether a point keeps other bytes of a path than those of {@code replaced}, so that {@link
   * #keep} would not keep them. One request, and reads both where their lengths agree.
   *
   * @throws VersionChangedException if the target is no longer that version or gone
   */
  public boolean keepsOther(ObjectEntry replaced, long point, String dataset, ObjectPath path) {
    Optional<ObjectEntry> kept;
    try {
      kept = history.find(place(point, dataset, path));
    } catch (StoreException e) {
      if (e.problem() != StoreProblem.ROOT_MISSING) {
        throw e;
      }
      return false;
    }
    return kept.isPresent() && SameContent.compare(target, replaced, history, kept.get()).isEmpty();
  }

  /** What is kept of a dataset since a point, told one by one. */
  public interface EachKept {
    /**
     * One kept object.
     *
     * @param point the point whose run kept it
     * @param name its {@link #name}
     * @param entry the object, by its path below the history root
     */
    void kept(long point, String name, ObjectEntry entry);
  }

  /**
   * Tells what history holds of a dataset for points from {@code first} on, in the order of the
   * points. One listing of the points, and one for each of them.
   */
  public void list(long first, String dataset, EachKept each) {
    try {
      for (ObjectPrefix point : history.listLevel(ObjectPrefix.ALL).prefixes()) {
        String digits = point.value().substring(0, point.value().length() - 1);
        if (digits.matches("\\d{10}") && Long.parseLong(digits) >= first) {
          ObjectPrefix directory = point.resolve(ObjectPrefix.directory(dataset));
          try (Stream<ObjectEntry> kept = history.list(directory)) {
            kept.forEach(
                entry ->
                    each.kept(
                        Long.parseLong(digits),
                        entry.path().value().substring(directory.value().length()),
                        entry));
          }
        }
      }
    } catch (StoreException e) {
      if (e.problem() != StoreProblem.ROOT_MISSING) {
        throw e;
      }
    }
  }

  /** What a path is called in history, below the directory of its dataset. Pure. */
  public static String name(String dataset, ObjectPath path) {
    String directory = "%010d/%s/".formatted(0, dataset);
    return place(0, dataset, path).value().substring(directory.length());
  }

  /**
   * Copies kept bytes to the target as they are, with the mark that they carry.
   *
   * @param kept what is kept, by its path below the history root
   * @param to where to, below the target's root
   * @param expected what must be there now
   * @param replace what is allowed where the target cannot replace in one step
   * @throws VersionChangedException if they are not kept any more; the target is as it was
   * @throws TargetConflictException if another writer changed the target; it is as it was
   * @throws StoreException if a store refuses; the target is as it was, unless the effect is
   *     unknown
   */
  public Transferred bringBack(
      ObjectEntry kept, ObjectPath to, Expected expected, Replace replace) {
    ObjectTransfer back =
        new ObjectTransfer(
            new Ends(history, target, settings, Ends.Mark.NONE), Replacing.of(target, replace));
    Optional<ObjectEntry> whole =
        kept.metadata().equals(ObjectMetadata.NONE)
                && target.abilities().contains(Ability.METADATA)
                && history.abilities().contains(Ability.METADATA)
            ? history.find(kept.path()).filter(found -> found.version().equals(kept.version()))
            : Optional.of(kept);
    return back.transfer(
        whole.orElseThrow(() -> VersionChangedException.gone(kept.path(), kept.version())),
        to,
        expected);
  }

  /** The hash of kept bytes. Reads all of them. */
  public Crc64 hash(ObjectEntry kept) {
    try (PinnedBody body = new PinnedBody(history, kept, ByteRange.whole(kept.sizeBytes()))) {
      try {
        body.transferTo(OutputStream.nullOutputStream());
      } catch (IOException e) {
        throw body.failure()
            .orElseThrow(() -> new IllegalStateException("A body says why it fails", e));
      }
      return body.crc64();
    }
  }

  /** Whether the target holds kept bytes. Reads both where their lengths agree. */
  public boolean isSame(ObjectEntry there, ObjectEntry kept) {
    return SameContent.compare(target, there, history, kept).isPresent();
  }

  /** The path below the history root. Pure. */
  static ObjectPath place(long point, String dataset, ObjectPath path) {
    if (point < 0 || dataset.isEmpty() || dataset.indexOf('/') >= 0) {
      throw new IllegalArgumentException(
          "Not a place in history: point %d, dataset '%s'".formatted(point, dataset));
    }
    String directory = "%010d/%s/".formatted(point, dataset);
    String name = path.value();
    if (directory.length() + name.length() > MOST_CHARS) {
      // Such an object could never be replaced or deleted otherwise: its predecessor has no place.
      int cut =
          Character.isHighSurrogate(name.charAt(KEPT_CHARS - 1)) ? KEPT_CHARS - 1 : KEPT_CHARS;
      name = name.substring(0, cut) + "~" + sha256(name);
    }
    return ObjectPath.of(directory + name);
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void keepUnlessKept(ObjectEntry replaced, ObjectPath to) {
    Route route = transfer.route(replaced.sizeBytes());
    if (route.isInBlocks() && history.find(to).isPresent()) {
      // Costs one request and saves the bytes of a large object.
      return;
    }
    try {
      transfer.transferOnce(described(replaced, route), to, Expected.absent());
    } catch (PreconditionFailedException e) {
      // Kept before, which is what is wanted.
      return;
    } catch (StoreException e) {
      // A twin that committed the same blocks first has used them up.
      if (!route.isInBlocks() || history.find(to).isEmpty()) {
        throw e;
      }
    }
  }

  /**
   * The object with its metadata. A copy by one request inside the service keeps that by itself;
   * all others have to send it.
   */
  private ObjectEntry described(ObjectEntry replaced, Route route) {
    if (route == Route.COPIED
        || !target.abilities().contains(Ability.METADATA)
        || !history.abilities().contains(Ability.METADATA)) {
      return replaced;
    }
    ObjectEntry now =
        target
            .find(replaced.path())
            .orElseThrow(() -> VersionChangedException.gone(replaced.path(), replaced.version()));
    if (!now.version().equals(replaced.version())) {
      throw VersionChangedException.changed(replaced.path(), replaced.version());
    }
    return now;
  }

  private String location(ObjectPath at) {
    return new HistoryLocation(history.root(), at).text();
  }

  private synchronized void makeRoot() {
    if (!rootMade) {
      history.createRoot();
      rootMade = true;
    }
  }
}
