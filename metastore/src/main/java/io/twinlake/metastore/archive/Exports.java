package io.twinlake.metastore.archive;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.json.Json;
import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.metastore.archive.Manifest.Part;
import io.twinlake.metastore.model.Item;
import io.twinlake.metastore.model.Kind;
import io.twinlake.metastore.model.Trees;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Exports on a control root, in the format {@code mscat/1}. Documents are put where nothing is, the
 * manifest last, so that an export that dies leaves none. Each document is checked against its hash
 * when it is read, and each object against its own.
 *
 * <pre>
 * metastore/exports/&lt;id&gt;/database/&lt;k&gt;.jsonl.gz
 * metastore/exports/&lt;id&gt;/table/&lt;db&gt;/&lt;k&gt;.jsonl.gz
 * metastore/exports/&lt;id&gt;/partition/&lt;db&gt;/&lt;table&gt;/&lt;k&gt;.jsonl.gz
 * metastore/exports/&lt;id&gt;/MANIFEST.json
 * </pre>
 */
public final class Exports {
  private static final String ROOT = "metastore/exports/";
  private static final String MANIFEST = "MANIFEST.json";

  /** Objects in one document. */
  private static final int LINES = 10_000;

  private final ControlDocuments documents;

  public Exports(ControlDocuments documents) {
    this.documents = documents;
  }

  /** The newest export of {@code site}, if there is one. */
  public Optional<Manifest> newest(String site) {
    List<ObjectEntry> manifests =
        documents.list(new ObjectPrefix(ROOT)).stream()
            .filter(entry -> entry.path().name().equals(MANIFEST))
            .toList();
    for (int i = manifests.size() - 1; i >= 0; i--) {
      Manifest manifest = manifest(manifests.get(i));
      if (manifest.site().equals(site)) {
        return Optional.of(manifest);
      }
    }
    return Optional.empty();
  }

  /**
   * The export called {@code id}.
   *
   * @throws ReplicationException if there is none
   */
  public Manifest manifest(String id) {
    return documents
        .store()
        .find(ObjectPath.of(ROOT + id + "/" + MANIFEST))
        .map(this::manifest)
        .orElseThrow(
            () ->
                new ReplicationException(
                    Effect.NONE_DO_NOT_RETRY,
                    "There is no export %s on this control root, or it did not end: its manifest is missing. Name another one with --export, or run metastore export."
                        .formatted(id)));
  }

  private Manifest manifest(ObjectEntry entry) {
    return Json.parseDocument(
        documents.read(entry), Manifest.FORMAT, Manifest.class, entry.path().value());
  }

  /** Reads a document's objects, one after the other, with their roots resolved. */
  public void read(Manifest manifest, Part part, Consumer<Item> each) {
    byte[] bytes =
        documents
            .read(ObjectPath.of(part.path()))
            .orElseThrow(() -> Json.damaged(part.path(), "it is missing", null));
    if (!Trees.sha256(bytes).equals(part.sha256())) {
      throw Json.damaged(part.path(), "its SHA-256 is not the one it was stored with", null);
    }
    int count = 0;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(new ByteArrayInputStream(bytes)), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        each.accept(Names.resolved(Lines.read(line, part.path()), manifest.roots()));
        count++;
      }
    } catch (IOException e) {
      throw Json.damaged(part.path(), "it is no gzip document", e);
    }
    if (count != part.count()) {
      throw Json.damaged(
          part.path(),
          "it holds %d objects, and its manifest says %d".formatted(count, part.count()),
          null);
    }
  }

  /** Begins an export. */
  public Writer begin(String id, Names names) {
    return new Writer(id, names);
  }

  /** An export in the making. */
  public final class Writer {
    private final String id;
    private final Names names;
    private int next;

    private Writer(String id, Names names) {
      this.id = id;
      this.names = names;
    }

    public Names names() {
      return names;
    }

    /** Begins documents of one kind, of one table or database. */
    public PartWriter part(Kind kind, String db, String table) {
      return new PartWriter(this, kind, db, table);
    }

    private Part put(Kind kind, String db, String table, byte[] bytes, int count) {
      String path =
          "%s%s/%s/%s%s%05d.jsonl.gz"
              .formatted(
                  ROOT, id, kind.name().toLowerCase(Locale.ROOT), step(db), step(table), next++);
      documents.putIfAbsent(ObjectPath.of(path), bytes);
      return new Part(kind, db, table, path, Trees.sha256(bytes), bytes.length, count);
    }

    public void commit(Manifest manifest) {
      documents.putIfAbsent(ObjectPath.of(ROOT + id + "/" + MANIFEST), Json.document(manifest));
    }
  }

  /** A name as one directory of a path, whatever is in it. */
  private static String step(String name) {
    if (name.isEmpty()) {
      return "";
    }
    StringBuilder step = new StringBuilder();
    name.codePoints()
        .forEach(
            c -> {
              if (c < 128 && (Character.isLetterOrDigit(c) || c == '_')) {
                step.appendCodePoint(c);
              } else {
                step.append('~').append(Integer.toHexString(c));
              }
            });
    return step.append('/').toString();
  }

  /** Writes objects into documents of at most 10,000; holds one compressed document. */
  public static final class PartWriter {
    private final Writer writer;
    private final Kind kind;
    private final String db;
    private final String table;
    private final List<Part> parts = new ArrayList<>();
    private ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private GZIPOutputStream gzip;
    private int count;

    private PartWriter(Writer writer, Kind kind, String db, String table) {
      this.writer = writer;
      this.kind = kind;
      this.db = db;
      this.table = table;
    }

    public void add(Item item) {
      try {
        if (gzip == null) {
          bytes = new ByteArrayOutputStream();
          gzip = new GZIPOutputStream(bytes);
        }
        gzip.write(Lines.write(item, writer.names()).getBytes(StandardCharsets.UTF_8));
        gzip.write('\n');
        count++;
        if (count == LINES) {
          flush();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void flush() throws IOException {
      gzip.close();
      gzip = null;
      parts.add(writer.put(kind, db, table, bytes.toByteArray(), count));
      count = 0;
    }

    /** The documents that were put. */
    public List<Part> end() {
      try {
        if (count > 0) {
          flush();
        }
        return List.copyOf(parts);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
