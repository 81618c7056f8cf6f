package io.twinlake.core.table;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.json.Json;
import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.ledger.ControlPaths;
import io.twinlake.core.ledger.TablesDocument;
import io.twinlake.core.store.ObjectPath;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Reads and writes what recovery points know of tables: gzipped JSON lines, the first of which says
 * the format and when each dataset was last listed as a whole; the others are one table each.
 */
public final class TablesFile {
  private static final String FORMAT = "tables/1";

  private static final Comparator<TableRecord> ORDER =
      Comparator.comparing(TableRecord::dataset, ObjectPath::compareUtf8)
          .thenComparing(TableRecord::table, ObjectPath::compareUtf8);

  /**
   * What such a document holds.
   *
   * @param discovered when each dataset was last looked through for new tables, in milliseconds
   * @param tables every table of the pair
   */
  public record Content(Map<String, Long> discovered, List<TableRecord> tables) {
    public static final Content EMPTY = new Content(Map.of(), List.of());

    public Content {
      discovered = new TreeMap<>(discovered);
      tables = tables.stream().sorted(ORDER).toList();
    }
  }

  private record Header(String format, Map<String, Long> discovered) {}

  private TablesFile() {}

  /**
   * Reads a document.
   *
   * @throws ReplicationException if it is not what the recovery point named; without it nobody
   *     knows which versions the target has
   */
  public static Content read(ControlDocuments documents, TablesDocument named) {
    byte[] bytes =
        bytes(documents, named)
            .orElseThrow(
                () ->
                    new ReplicationException(
                        Effect.NONE_DO_NOT_RETRY,
                        "%s, which the newest recovery point names, is gone or altered. Nothing was changed. Restore it, or run rebuild-ledger."
                            .formatted(named.path())));
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(new ByteArrayInputStream(bytes)), StandardCharsets.UTF_8))) {
      Header header =
          Json.parseDocument(
              String.valueOf(lines.readLine()).getBytes(StandardCharsets.UTF_8),
              FORMAT,
              Header.class,
              named.path());
      List<TableRecord> tables = new ArrayList<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        tables.add(Json.parse(line, TableRecord.class, named.path()));
      }
      return new Content(header.discovered(), tables);
    } catch (IOException e) {
      throw Json.damaged(named.path(), String.valueOf(e.getMessage()), e);
    }
  }

  /** Whether a document is there as it was written. */
  public static boolean isWhole(ControlDocuments documents, TablesDocument named) {
    return bytes(documents, named).isPresent();
  }

  private static Optional<byte[]> bytes(ControlDocuments documents, TablesDocument named) {
    return documents
        .read(ObjectPath.of(named.path()))
        .filter(found -> sha256(found).equals(named.sha256()));
  }

  /** Writes a document; it exists once a recovery point names it. */
  public static TablesDocument write(
      ControlDocuments documents, long point, String run, Content content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      line(zip, new Header(FORMAT + ".0", content.discovered()));
      for (TableRecord table : content.tables()) {
        line(zip, table);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ObjectPath path = ControlPaths.tables(point, run);
    documents.putIfAbsent(path, bytes.toByteArray());
    return new TablesDocument(path.value(), sha256(bytes.toByteArray()), content.tables().size());
  }

  private static void line(GZIPOutputStream zip, Object value) throws IOException {
    zip.write((Json.line(value) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
