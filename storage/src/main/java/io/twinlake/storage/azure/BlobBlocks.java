package io.twinlake.storage.azure;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.BinaryData;
import io.twinlake.core.Effect;
import io.twinlake.core.checksum.Crc64;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Puts blocks and makes blobs of them.
 *
 * @see <a href="https://learn.microsoft.com/rest/api/storageservices/put-block-from-url">Put Block
 *     From URL</a>
 * @see <a href="https://learn.microsoft.com/rest/api/storageservices/put-block-list">Put Block
 *     List</a>
 */
final class BlobBlocks {
  /** Larger blocks are hashed on their way to a temporary file, not in memory. */
  private static final int MAX_IN_MEMORY_BYTES = 64 << 20;

  private static final HttpHeaderName CRC64 = HttpHeaderName.fromString("x-ms-content-crc64");

  private final BlobService service;

  BlobBlocks(BlobService service) {
    this.service = service;
  }

  void stage(String name, ObjectPath path, String blockId, InputStream content, long sizeBytes) {
    if (sizeBytes <= MAX_IN_MEMORY_BYTES) {
      byte[] bytes = Content.next(path, content, (int) sizeBytes, sizeBytes);
      Content.requireEnd(path, content, sizeBytes);
      stage(name, path, blockId, bytes);
    } else {
      stageFromDisk(name, path, blockId, content, sizeBytes);
    }
  }

  void stage(String name, ObjectPath path, String blockId, byte[] bytes) {
    put(
        name,
        path,
        blockId,
        BinaryData.fromBytes(bytes),
        Content.base64(Content.md5().digest(bytes)));
  }

  private void stageFromDisk(
      String name, ObjectPath path, String blockId, InputStream content, long sizeBytes) {
    Path file = null;
    try {
      file = Files.createTempFile("twinlake-block", ".tmp");
      MessageDigest md5 = Content.md5();
      long copied;
      try (DigestOutputStream out = new DigestOutputStream(Files.newOutputStream(file), md5)) {
        copied = content.transferTo(out);
      }
      if (copied != sizeBytes) {
        throw Content.wrongLength(path, sizeBytes, Long.toString(copied));
      }
      put(name, path, blockId, BinaryData.fromFile(file), Content.base64(md5.digest()));
    } catch (IOException e) {
      throw Content.unreadable(path, e);
    } finally {
      delete(file);
    }
  }

  private static void delete(Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException ignored) {
      // In the system's temporary folder, which is cleared by others.
    }
  }

  private void put(String name, ObjectPath path, String blockId, BinaryData content, String md5) {
    service.send(
        block(name, blockId).header("Content-MD5", md5).body(content), BlobCall.stage(path));
  }

  private static BlobRequest block(String name, String blockId) {
    return BlobRequest.onBlob(HttpMethod.PUT, name)
        .query("comp", "block")
        .query("blockid", encodedId(blockId));
  }

  Optional<Crc64> stageFrom(
      CopySource.Access access,
      ObjectEntry object,
      ByteRange range,
      String name,
      ObjectPath path,
      String blockId) {
    if (range.length() == 0) {
      throw new IllegalArgumentException("A block holds at least one byte; commit none instead");
    }
    BlobRequest request =
        block(name, blockId)
            .copying(access, object.version(), range.length())
            .header("x-ms-source-range", "bytes=%d-%d".formatted(range.offset(), range.end() - 1));
    HttpResponse response = service.send(request, BlobCall.stage(path).from(object));
    return crc64(response.getHeaders());
  }

  /** The service's CRC-64 as it writes it: eight bytes, the lowest first, in Base64. */
  static Optional<Crc64> crc64(HttpHeaders headers) {
    String value = headers.getValue(CRC64);
    if (value == null || value.isBlank()) {
      return Optional.empty();
    }
    byte[] bytes = Base64.getDecoder().decode(value.trim());
    return bytes.length == Long.BYTES
        ? Optional.of(new Crc64(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong()))
        : Optional.empty();
  }

  Map<String, Long> staged(String name, ObjectPath path) {
    BlobRequest request =
        BlobRequest.onBlob(HttpMethod.GET, name)
            .query("comp", "blocklist")
            .query("blocklisttype", "uncommitted");
    HttpResponse response =
        service.send(request, BlobCall.look("list the blocks of", path), Set.of("BlobNotFound"));
    if (response.getStatusCode() == 404) {
      return Map.of();
    }
    try {
      return parse(response.getBodyAsBinaryData().toBytes());
    } catch (XMLStreamException | RuntimeException e) {
      throw new StoreException(
          Effect.NONE_MAY_RETRY,
          StoreProblem.UNAVAILABLE,
          "The list of blocks of %s came incomplete or is not readable. Try again.".formatted(path),
          Redaction.of(e));
    }
  }

  private static Map<String, Long> parse(byte[] xml) throws XMLStreamException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(xml), "UTF-8");
    Map<String, Long> blocks = new LinkedHashMap<>();
    String id = "";
    boolean uncommitted = false;
    while (reader.hasNext()) {
      reader.next();
      if (reader.isStartElement()) {
        switch (reader.getLocalName()) {
          case "UncommittedBlocks" -> uncommitted = true;
          case "CommittedBlocks" -> uncommitted = false;
          case "Name" -> id = decodedId(reader.getElementText());
          case "Size" -> {
            long size = Long.parseLong(reader.getElementText());
            if (uncommitted) {
              blocks.put(id, size);
            }
          }
          default -> {}
        }
      }
    }
    return blocks;
  }

  /** Commits blocks whose presence and lengths were seen, so that a short object is never made. */
  HttpHeaders commit(
      String name,
      ObjectPath path,
      List<String> blockIds,
      long sizeBytes,
      ObjectMetadata metadata,
      Expected expected) {
    requireStaged(name, path, blockIds, sizeBytes);
    return commitUnseen(name, path, blockIds, metadata, Optional.of(expected));
  }

  /** Fails unless all blocks are there and hold {@code sizeBytes} together. */
  void requireStaged(String name, ObjectPath path, List<String> blockIds, long sizeBytes) {
    if (!blockIds.isEmpty()) {
      requireStaged(path, blockIds, sizeBytes, staged(name, path));
    } else if (sizeBytes != 0) {
      throw doNotAddUp(path, 0, sizeBytes);
    }
  }

  /**
   * @param expected empty where it does not matter what is there
   */
  HttpHeaders commitUnseen(
      String name,
      ObjectPath path,
      List<String> blockIds,
      ObjectMetadata metadata,
      Optional<Expected> expected) {
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList>");
    for (String id : blockIds) {
      xml.append("<Uncommitted>").append(encodedId(id)).append("</Uncommitted>");
    }
    byte[] body = xml.append("</BlockList>").toString().getBytes(UTF_8);
    BlobRequest request =
        BlobRequest.onBlob(HttpMethod.PUT, name)
            .query("comp", "blocklist")
            .contentHeaders(metadata)
            .user(metadata)
            .header("Content-MD5", Content.base64(Content.md5().digest(body)))
            .body(BinaryData.fromBytes(body));
    expected.ifPresent(request::expecting);
    BlobCall call =
        expected
            .map(e -> BlobCall.write("commit the blocks of", path, e))
            .orElseGet(() -> BlobCall.change("commit the blocks of", path));
    return service.send(request, call).getHeaders();
  }

  private static void requireStaged(
      ObjectPath path, List<String> blockIds, long sizeBytes, Map<String, Long> staged) {
    long sum = 0;
    for (String id : blockIds) {
      Long length = staged.get(id);
      if (length == null) {
        throw new StoreException(
            Effect.NONE_MAY_RETRY,
            StoreProblem.OTHER,
            "Block %s of %s is not staged (any more). Nothing was written; stage it again."
                .formatted(id, path));
      }
      sum += length;
    }
    if (sum != sizeBytes) {
      throw doNotAddUp(path, sum, sizeBytes);
    }
  }

  private static StoreException doNotAddUp(ObjectPath path, long sum, long sizeBytes) {
    return new StoreException(
        Effect.NONE_DO_NOT_RETRY,
        StoreProblem.CORRUPTED,
        "The blocks of %s hold %d bytes, not %d. Nothing was written."
            .formatted(path, sum, sizeBytes));
  }

  private static String encodedId(String blockId) {
    return Content.base64(blockId.getBytes(UTF_8));
  }

  /** Other tools' ids need not be text; a strange one is shown as it is. */
  private static String decodedId(String encoded) {
    try {
      return new String(Base64.getDecoder().decode(encoded), UTF_8);
    } catch (IllegalArgumentException e) {
      return encoded;
    }
  }
}
