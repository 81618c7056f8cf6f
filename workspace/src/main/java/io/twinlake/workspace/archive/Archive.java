package io.twinlake.workspace.archive;

import io.twinlake.core.ReplicationException;
import io.twinlake.core.json.Json;
import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.workspace.model.Blob;
import io.twinlake.workspace.model.Item;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Problem;
import io.twinlake.workspace.model.Snapshot;
import io.twinlake.workspace.model.Tree;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Point-in-time archives of workspaces on a control root. Contents are put before the documents
 * that name them, and the manifest last, so that a run that dies leaves no archive. Everything is
 * checked against its hash when it is read.
 */
public final class Archive {
  private final ControlDocuments documents;

  public Archive(ControlDocuments documents) {
    this.documents = documents;
  }

  /**
   * The newest archive of {@code site}, if there is one.
   *
   * @throws UnusableArchiveException if its manifest cannot be read: an older archive in its place
   *     would take back what changed since
   */
  public Optional<Manifest> newest(String site) {
    List<ObjectEntry> manifests = manifests();
    for (int i = manifests.size() - 1; i >= 0; i--) {
      Manifest manifest = manifest(manifests.get(i));
      if (manifest.site().equals(site)) {
        return Optional.of(manifest);
      }
    }
    return Optional.empty();
  }

  /** The newest archive of {@code site} that can be read, if there is one; only to save work. */
  public Optional<Manifest> newestReadable(String site) {
    List<ObjectEntry> manifests = manifests();
    for (int i = manifests.size() - 1; i >= 0; i--) {
      try {
        Manifest manifest = manifest(manifests.get(i));
        if (manifest.site().equals(site)) {
          return Optional.of(manifest);
        }
      } catch (UnusableArchiveException e) {
        // A new archive takes its place.
      }
    }
    return Optional.empty();
  }

  /** The name that sorts last among all archives, also damaged ones; empty if there are none. */
  public String lastName() {
    return manifests().stream()
        .map(entry -> entry.path().value().split("/", -1)[2])
        .max(Comparator.naturalOrder())
        .orElse("");
  }

  private List<ObjectEntry> manifests() {
    return documents.list(ArchivePaths.EXPORTS).stream()
        .filter(entry -> entry.path().name().equals(ArchivePaths.MANIFEST))
        .toList();
  }

  /**
   * The archive called {@code id}.
   *
   * @throws UnusableArchiveException if there is none, or its manifest cannot be read
   */
  public Manifest manifest(String id) {
    return documents
        .store()
        .find(ArchivePaths.manifest(id))
        .map(this::manifest)
        .orElseThrow(() -> UnusableArchiveException.unknown(id));
  }

  private Manifest manifest(ObjectEntry entry) {
    byte[] json = documents.read(entry);
    try {
      return Json.parseDocument(json, Manifest.FORMAT, Manifest.class, entry.path().value());
    } catch (ReplicationException e) {
      throw new UnusableArchiveException(entry.path().value(), e);
    }
  }

  /**
   * What the archive holds. A document that was cut short or is missing costs the objects of its
   * type: none of it is taken, a problem tells it, and the type does not count as complete. Nor
   * does a type of which the archive was asked for other directories than {@code wanted}.
   */
  public Snapshot read(Manifest manifest, Directories wanted) {
    Snapshot whole = read(manifest);
    Set<Kind> others =
        manifest.directories().map(wanted::differ).orElse(EnumSet.noneOf(Kind.class));
    Set<Kind> complete = EnumSet.noneOf(Kind.class);
    complete.addAll(whole.complete());
    List<Problem> problems = new ArrayList<>(whole.problems());
    for (Kind kind : others) {
      if (complete.remove(kind)) {
        problems.add(
            Problem.note(
                kind,
                "",
                "the archive was asked for other directories than these settings name (workspace.paths, dbfs, volumes), so none counts as gone"));
      }
    }
    return new Snapshot(whole.items(), complete, problems);
  }

  /** The same, whatever was asked for. */
  public Snapshot read(Manifest manifest) {
    Map<Kind, List<Item>> items = new EnumMap<>(Kind.class);
    Set<Kind> complete = EnumSet.noneOf(Kind.class);
    List<Problem> problems = new ArrayList<>(manifest.problems());
    for (Manifest.Document document : manifest.documents()) {
      try {
        byte[] bytes = checked(ObjectPath.of(document.path()), document.sha256());
        items.put(document.kind(), ItemLines.read(bytes, document.kind(), document.path()));
        if (document.complete()) {
          complete.add(document.kind());
        }
      } catch (DamagedContentException e) {
        problems.add(
            Problem.failed(
                document.kind(),
                "",
                "none of %d can be carried: %s".formatted(document.items(), e.getMessage())));
      }
    }
    return new Snapshot(items, complete, problems);
  }

  /**
   * The bytes of {@code blob}.
   *
   * @throws DamagedContentException if they are missing, or not those that were stored
   */
  public byte[] bytes(Blob blob) {
    return checked(ArchivePaths.blob(blob.sha256()), blob.sha256());
  }

  private byte[] checked(ObjectPath path, String sha256) {
    byte[] bytes =
        documents
            .read(path)
            .orElseThrow(() -> new DamagedContentException(path.value(), "are missing"));
    if (!Tree.sha256(bytes).equals(sha256)) {
      throw new DamagedContentException(
          path.value(), "are not those that were stored: their SHA-256 is another one");
    }
    return bytes;
  }

  /** Begins an archive. */
  public Writer begin(String pair, String site, String id, Clock clock) {
    Map<String, Long> stored = new HashMap<>();
    documents
        .list(ArchivePaths.BLOBS)
        .forEach(entry -> stored.put(entry.path().name(), entry.sizeBytes()));
    return new Writer(pair, site, id, clock, clock.instant(), new ConcurrentHashMap<>(stored));
  }

  /** An archive in the making. */
  public final class Writer {
    private final String pair;
    private final String site;
    private final String id;
    private final Clock clock;
    private final Instant startedAt;
    private final Map<String, Long> stored;

    private Writer(
        String pair,
        String site,
        String id,
        Clock clock,
        Instant startedAt,
        Map<String, Long> stored) {
      this.pair = pair;
      this.site = site;
      this.id = id;
      this.clock = clock;
      this.startedAt = startedAt;
      this.stored = stored;
    }

    /** Whether the bytes are stored already, by this archive or an earlier one. */
    public boolean has(Blob blob) {
      return Long.valueOf(blob.sizeBytes()).equals(stored.get(blob.sha256()));
    }

    /** Stores bytes once, however many objects have them. */
    public Blob store(byte[] content) {
      Blob blob = Blob.of(content);
      if (!has(blob)) {
        ObjectPath path = ArchivePaths.blob(blob.sha256());
        if (stored.containsKey(blob.sha256())) {
          // Another length under this name: it was cut short, and is of no use to anybody.
          documents.store().find(path).ifPresent(e -> documents.store().delete(path, e.version()));
        }
        documents.putIfAbsent(path, content);
        stored.put(blob.sha256(), blob.sizeBytes());
      }
      return blob;
    }

    /** Puts the documents and, last, the manifest. */
    public Manifest commit(
        Snapshot snapshot, Set<Kind> kinds, Directories directories, List<Problem> problems) {
      List<Manifest.Document> written = new ArrayList<>();
      for (Kind kind : Kind.values()) {
        if (!kinds.contains(kind)) {
          continue;
        }
        List<Item> items = snapshot.of(kind);
        byte[] bytes = ItemLines.write(items);
        ObjectPath path = ArchivePaths.document(id, kind);
        documents.putIfAbsent(path, bytes);
        written.add(
            new Manifest.Document(
                kind,
                path.value(),
                Tree.sha256(bytes),
                bytes.length,
                items.size(),
                snapshot.complete().contains(kind)));
      }
      Manifest manifest =
          new Manifest(
              Manifest.FORMAT + ".1",
              id,
              pair,
              site,
              startedAt,
              clock.instant(),
              written,
              problems,
              Optional.of(directories));
      documents.putIfAbsent(ArchivePaths.manifest(id), Json.document(manifest));
      return manifest;
    }
  }
}
