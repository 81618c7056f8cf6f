package io.twinlake.delta;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a commit, or the JSON of a checkpoint, as a stream of tokens: what is not needed
 * (statistics, partition values, schemas) is passed over without being held, so that a line of 100
 * MB costs no memory. Unknown actions and fields are passed over, too; they are copied with the
 * bytes.
 */
final class CommitParser {
  private static final int LONGEST_TEXT = 1 << 20;
  private static final int LONGEST_PROPERTY = 4096;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxDocumentLength(-1)
                  .build())
          .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
          .build();

  private final JsonParser in;
  private Optional<Protocol> protocol = Optional.empty();
  private Optional<TableMetadata> metadata = Optional.empty();
  private Optional<Instant> inCommitTime = Optional.empty();
  private final List<FileRef> adds = new ArrayList<>();
  private final List<FileRef> removes = new ArrayList<>();
  private final List<FileRef> changes = new ArrayList<>();
  private final List<String> sidecars = new ArrayList<>();
  private final Map<String, Long> transactions = new HashMap<>();
  private boolean checkpoint;
  private Optional<String> absolute = Optional.empty();
  private final boolean elsewhereToo;

  private CommitParser(JsonParser in, boolean elsewhereToo) {
    this.in = in;
    this.elsewhereToo = elsewhereToo;
  }

  /**
   * Reads all of {@code bytes}, which the caller closes.
   *
   * @throws BrokenLogException if they are no commit
   */
  static Commit read(InputStream bytes, long version) throws IOException {
    return read(bytes, version, false);
  }

  /**
   * The same.
   *
   * @param elsewhereToo whether files with whole names are taken as they are named; else the first
   *     one that is added is told
   */
  static Commit read(InputStream bytes, long version, boolean elsewhereToo) throws IOException {
    MessageDigest sha = sha256();
    DigestInputStream hashed = new DigestInputStream(bytes, sha);
    CommitParser parser = parse(hashed, elsewhereToo);
    hashed.transferTo(OutputStream.nullOutputStream());
    return new Commit(
        version,
        HexFormat.of().formatHex(sha.digest()),
        parser.protocol,
        parser.metadata,
        parser.inCommitTime,
        parser.adds,
        parser.removes,
        parser.changes,
        parser.absolute);
  }

  /** Reads the JSON of a checkpoint of the second form. */
  static CheckpointContent readCheckpoint(InputStream bytes) throws IOException {
    CommitParser parser = parse(bytes, false);
    if (!parser.checkpoint) {
      throw new BrokenLogException("it does not say that it is a checkpoint");
    }
    return new CheckpointContent(
        parser.protocol, parser.metadata, parser.adds, parser.sidecars, parser.absolute);
  }

  /**
   * The newest batch of each stream that a commit, or the JSON of a checkpoint, names.
   *
   * @throws BrokenLogException if it is neither
   */
  static Map<String, Long> readTransactions(InputStream bytes) throws IOException {
    return parse(bytes, false).transactions;
  }

  private static CommitParser parse(InputStream bytes, boolean elsewhereToo) throws IOException {
    try (JsonParser in = JSON.createParser(bytes)) {
      CommitParser parser = new CommitParser(in, elsewhereToo);
      for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
        if (token != JsonToken.START_OBJECT) {
          throw new BrokenLogException("a line of it is no JSON object");
        }
        parser.action();
      }
      return parser;
    } catch (JsonProcessingException e) {
      throw new BrokenLogException("it is not whole JSON: " + e.getOriginalMessage());
    }
  }

  private void action() throws IOException {
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String name = in.currentName();
      if (in.nextToken() != JsonToken.START_OBJECT) {
        in.skipChildren();
        continue;
      }
      switch (name) {
        case "add" -> file(adds);
        case "remove" -> file(removes);
        case "cdc" -> file(changes);
        case "protocol" -> protocol();
        case "metaData" -> metadata();
        case "commitInfo" -> commitInfo();
        case "txn" -> transaction();
        case "sidecar" -> sidecar();
        case "checkpointMetadata" -> {
          checkpoint = true;
          in.skipChildren();
        }
        default -> in.skipChildren();
      }
    }
  }

  private void file(List<FileRef> into) throws IOException {
    String path = null;
    long size = -1;
    VectorText vector = null;
    boolean dataChange = true;
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String field = in.currentName();
      JsonToken value = in.nextToken();
      if (field.equals("path") && value == JsonToken.VALUE_STRING) {
        path = text();
      } else if (field.equals("size") && value == JsonToken.VALUE_NUMBER_INT) {
        size = in.getLongValue();
      } else if (field.equals("deletionVector") && value == JsonToken.START_OBJECT) {
        vector = vector();
      } else if (field.equals("dataChange") && value == JsonToken.VALUE_FALSE) {
        dataChange = false;
      } else {
        in.skipChildren();
      }
    }
    if (path == null) {
      throw new BrokenLogException("a file of it has no path");
    }
    boolean kept = into != removes;
    try {
      boolean elsewhere = FilePath.isAbsolute(path);
      if (elsewhere && !elsewhereToo) {
        throw new AbsolutePathException(path);
      }
      into.add(
          new FileRef(
              elsewhere ? path : FilePath.relative(path),
              size,
              Optional.ofNullable(vector == null ? null : vector.understood(kept, elsewhereToo)),
              dataChange,
              elsewhere));
    } catch (AbsolutePathException e) {
      if (kept && absolute.isEmpty()) {
        absolute = Optional.of(e.getMessage());
      }
    }
    if (kept && size < 0 && absolute.isEmpty()) {
      throw new BrokenLogException("file '%s' of it has no size".formatted(FilePath.shown(path)));
    }
  }

  /** A descriptor as it is written. */
  private record VectorText(String storage, String place, long offset, long size) {
    /**
     * @param kept whether the file is needed; else only the identity is
     */
    FileRef.Vector understood(boolean kept, boolean elsewhereToo) {
      if (kept && elsewhereToo && storage.equals("p")) {
        return new FileRef.Vector(
            storage + place + "@" + offset, Optional.of(place), offset, size, true);
      }
      return new FileRef.Vector(
          storage + place + "@" + offset,
          kept ? FilePath.ofDeletionVector(storage, place) : Optional.empty(),
          offset,
          size);
    }
  }

  private VectorText vector() throws IOException {
    String storage = "";
    String place = "";
    long offset = 0;
    long size = 0;
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String field = in.currentName();
      JsonToken value = in.nextToken();
      if (field.equals("storageType") && value == JsonToken.VALUE_STRING) {
        storage = text();
      } else if (field.equals("pathOrInlineDv") && value == JsonToken.VALUE_STRING) {
        place = text();
      } else if (field.equals("offset") && value == JsonToken.VALUE_NUMBER_INT) {
        offset = in.getLongValue();
      } else if (field.equals("sizeInBytes") && value == JsonToken.VALUE_NUMBER_INT) {
        size = in.getLongValue();
      } else {
        in.skipChildren();
      }
    }
    return new VectorText(storage, place, offset, size);
  }

  private void protocol() throws IOException {
    int reader = 0;
    int writer = 0;
    Set<String> readerFeatures = new HashSet<>();
    Set<String> writerFeatures = new HashSet<>();
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String field = in.currentName();
      JsonToken value = in.nextToken();
      if (field.equals("minReaderVersion") && value == JsonToken.VALUE_NUMBER_INT) {
        reader = in.getIntValue();
      } else if (field.equals("minWriterVersion") && value == JsonToken.VALUE_NUMBER_INT) {
        writer = in.getIntValue();
      } else if (field.equals("readerFeatures") && value == JsonToken.START_ARRAY) {
        texts(readerFeatures);
      } else if (field.equals("writerFeatures") && value == JsonToken.START_ARRAY) {
        texts(writerFeatures);
      } else {
        in.skipChildren();
      }
    }
    protocol = Optional.of(new Protocol(reader, writer, readerFeatures, writerFeatures));
  }

  private void texts(Set<String> into) throws IOException {
    for (JsonToken each = in.nextToken(); each != JsonToken.END_ARRAY; each = in.nextToken()) {
      if (each == JsonToken.VALUE_STRING) {
        into.add(text());
      } else {
        in.skipChildren();
      }
    }
  }

  private void metadata() throws IOException {
    String id = "";
    Map<String, String> properties = new HashMap<>();
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String field = in.currentName();
      JsonToken value = in.nextToken();
      if (field.equals("id") && value == JsonToken.VALUE_STRING) {
        id = text();
      } else if (field.equals("configuration") && value == JsonToken.START_OBJECT) {
        while (in.nextToken() != JsonToken.END_OBJECT) {
          String name = in.currentName();
          if (in.nextToken() == JsonToken.VALUE_STRING && name.startsWith("delta.")) {
            String whole = text();
            properties.put(
                name,
                whole.length() <= LONGEST_PROPERTY ? whole : whole.substring(0, LONGEST_PROPERTY));
          } else {
            in.skipChildren();
          }
        }
      } else {
        in.skipChildren();
      }
    }
    metadata = Optional.of(new TableMetadata(id, properties));
  }

  private void commitInfo() throws IOException {
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String field = in.currentName();
      JsonToken value = in.nextToken();
      if (field.equals("inCommitTimestamp") && value == JsonToken.VALUE_NUMBER_INT) {
        inCommitTime = Optional.of(Instant.ofEpochMilli(in.getLongValue()));
      } else {
        in.skipChildren();
      }
    }
  }

  private void transaction() throws IOException {
    String stream = null;
    long version = -1;
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String field = in.currentName();
      JsonToken value = in.nextToken();
      if (field.equals("appId") && value == JsonToken.VALUE_STRING) {
        stream = text();
      } else if (field.equals("version") && value == JsonToken.VALUE_NUMBER_INT) {
        version = in.getLongValue();
      } else {
        in.skipChildren();
      }
    }
    if (stream != null) {
      transactions.put(stream, version);
    }
  }

  private void sidecar() throws IOException {
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String field = in.currentName();
      JsonToken value = in.nextToken();
      if (field.equals("path") && value == JsonToken.VALUE_STRING) {
        sidecars.add(text());
      } else {
        in.skipChildren();
      }
    }
  }

  private String text() throws IOException {
    if (in.getTextLength() > LONGEST_TEXT) {
      throw new BrokenLogException(
          "a name in it is %d characters long".formatted(in.getTextLength()));
    }
    return in.getText();
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
