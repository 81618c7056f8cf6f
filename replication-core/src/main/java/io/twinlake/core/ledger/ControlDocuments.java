package io.twinlake.core.ledger;

import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.ObjectType;
import io.twinlake.core.store.OutcomeUnknownException;
import io.twinlake.core.store.PreconditionFailedException;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Small documents on a control root, each read and written whole. */
public final class ControlDocuments {
  private static final ObjectMetadata JSON =
      ObjectMetadata.of(Map.of("Content-Type", "application/json"), new TreeMap<>());

  private final ObjectStore control;

  public ControlDocuments(ObjectStore control) {
    this.control = control;
  }

  public ObjectStore store() {
    return control;
  }

  /**
   * The documents below {@code prefix}, in order; none where the control root does not exist yet,
   * which is asked twice: a root that is missing for a moment only must not be taken for a new one.
   * Any other failure is thrown, so "none" is never "could not look".
   */
  public List<ObjectEntry> list(ObjectPrefix prefix) {
    try {
      return listed(prefix);
    } catch (StoreException e) {
      requireMissing(e);
    }
    try {
      return listed(prefix);
    } catch (StoreException e) {
      requireMissing(e);
      return List.of();
    }
  }

  private List<ObjectEntry> listed(ObjectPrefix prefix) {
    try (Stream<ObjectEntry> entries = control.list(prefix)) {
      return entries.filter(e -> e.type() == ObjectType.FILE).toList();
    }
  }

  private static void requireMissing(StoreException failure) {
    if (failure.problem() != StoreProblem.ROOT_MISSING) {
      throw failure;
    }
  }

  /** Reads exactly the listed version of a document. */
  public byte[] read(ObjectEntry entry) {
    try (InputStream in =
        control.read(entry.path(), ByteRange.whole(entry.sizeBytes()), entry.version())) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Optional<byte[]> read(ObjectPath path) {
    return control.find(path).map(this::read);
  }

  /**
   * Puts a document where nothing is. When the store never answers it is looked up: our own bytes
   * there are a success.
   *
   * @throws PreconditionFailedException if another document is there
   */
  public ObjectEntry putIfAbsent(ObjectPath path, byte[] document) {
    try {
      return write(path, document);
    } catch (StoreException e) {
      if (e.problem() != StoreProblem.ROOT_MISSING) {
        throw e;
      }
      control.createRoot();
      return write(path, document);
    }
  }

  private ObjectEntry write(ObjectPath path, byte[] document) {
    try {
      return control.write(
          path, new ByteArrayInputStream(document), document.length, JSON, Expected.absent());
    } catch (PreconditionFailedException | OutcomeUnknownException e) {
      // A retry below us, or a lost answer: what is there tells whether it was us.
      Optional<ObjectEntry> there = control.find(path);
      if (there.isPresent() && Arrays.equals(read(there.get()), document)) {
        return there.get();
      }
      if (there.isPresent()) {
        throw new PreconditionFailedException(path, Expected.absent());
      }
      throw e;
    }
  }
}
