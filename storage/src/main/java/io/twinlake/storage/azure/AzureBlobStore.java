package io.twinlake.storage.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.BinaryData;
import io.twinlake.core.Effect;
import io.twinlake.core.checksum.Crc64;
import io.twinlake.core.store.Ability;
import io.twinlake.core.store.BlockLimits;
import io.twinlake.core.store.BlockWriter;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.Copied;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.Level;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.ObjectType;
import io.twinlake.core.store.ObjectVersion;
import io.twinlake.core.store.OutcomeUnknownException;
import io.twinlake.core.store.PreconditionFailedException;
import io.twinlake.core.store.ServerSideCopy;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.core.store.VersionChangedException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Blobs of one container, natively by the Blob service's REST API.
 *
 * <p>Versions are ETags, so every promise rests on the service's own conditions: {@code
 * If-None-Match: *} where nothing is expected, {@code If-Match} where a version is. Content is
 * hashed before it is sent (MD5) and the service compares. Names are raw; those that would read
 * back differently are refused, see {@link BlobNames}. Nothing is retried here. What a failure left
 * behind is in its {@link io.twinlake.core.Effect}, see {@link BlobFailures}.
 */
final class AzureBlobStore implements ObjectStore, ServerSideCopy, BlockWriter {
  /** What one write holds in memory. Longer contents go in blocks of this length. */
  static final int BUFFER_BYTES = 8 << 20;

  /** The limit of Copy Blob From URL. */
  private static final long MAX_COPY_BYTES = 256L << 20;

  private static final BlockLimits BLOCK_LIMITS = new BlockLimits(4000L << 20, 50_000);

  /** Longer ones are refused by the service in {@code x-ms-copy-source}. */
  private static final int MAX_SOURCE_URL_CHARS = 2048;

  private static final HttpHeaderName COPY_STATUS = HttpHeaderName.fromString("x-ms-copy-status");

  private final AzurePlace place;
  private final BlobService service;
  private final CopySource asSource;
  private final BlobListing listing;
  private final BlobBlocks blocks;

  AzureBlobStore(AzurePlace place, BlobService service, CopySource asSource) {
    this.place = place;
    this.service = service;
    this.asSource = asSource;
    this.listing = new BlobListing(service, place.path());
    this.blocks = new BlobBlocks(service);
  }

  @Override
  public URI root() {
    return place.uri();
  }

  @Override
  public Instant now() {
    return service
        .clock()
        .now()
        .orElseGet(
            () -> {
              service.send(
                  BlobRequest.onContainer(HttpMethod.HEAD),
                  BlobCall.onContainer("look at the container", false));
              return service.clock().now().orElseGet(Instant::now);
            });
  }

  @Override
  public Set<Ability> abilities() {
    return EnumSet.complementOf(EnumSet.of(Ability.DIRECTORIES, Ability.ACL));
  }

  @Override
  public void createRoot() {
    service.send(
        BlobRequest.onContainer(HttpMethod.PUT),
        BlobCall.onContainer("create the container", true),
        Set.of("ContainerAlreadyExists"));
  }

  @Override
  public Stream<ObjectEntry> list(ObjectPrefix prefix) {
    return listing.below(prefix);
  }

  @Override
  public Level listLevel(ObjectPrefix prefix) {
    return listing.level(prefix);
  }

  /**
   * Asks by a listing of one, since the JDK's client gives header names in lower case and so would
   * change the names of user metadata.
   */
  @Override
  public Optional<ObjectEntry> find(ObjectPath path) {
    return BlobNames.isImpossible(name(path)) ? Optional.empty() : listing.one(path);
  }

  @Override
  public InputStream read(ObjectPath path, ByteRange range, ObjectVersion version) {
    String name = name(path);
    if (BlobNames.isImpossible(name)) {
      throw VersionChangedException.gone(path, version);
    }
    try {
      return open(path, name, range, version);
    } catch (VersionChangedException e) {
      // Some answer 412 for a blob that is gone.
      throw e.isGone() || find(path).isPresent() ? e : VersionChangedException.gone(path, version);
    }
  }

  private InputStream open(ObjectPath path, String name, ByteRange range, ObjectVersion version) {
    BlobCall call = BlobCall.read(path, version);
    String pin = BlobRequest.quoted(version);
    if (range.length() == 0) {
      service.send(BlobRequest.onBlob(HttpMethod.HEAD, name).header("If-Match", pin), call);
      return InputStream.nullInputStream();
    }
    HttpResponse response =
        service.open(
            BlobRequest.onBlob(HttpMethod.GET, name)
                .header("If-Match", pin)
                .header("Range", "bytes=%d-%d".formatted(range.offset(), range.end() - 1)),
            call);
    long length = BlobProperties.length(response.getHeaders());
    if (length != range.length()) {
      response.close();
      throw new StoreException(
          Effect.NONE_DO_NOT_RETRY,
          StoreProblem.OTHER,
          "%s has no %d bytes from %d on; the service offers %d."
              .formatted(path, range.length(), range.offset(), length));
    }
    return new BlobStream(response, length, call, service.failures());
  }

  @Override
  public ObjectEntry write(
      ObjectPath path,
      InputStream content,
      long sizeBytes,
      ObjectMetadata metadata,
      Expected expected) {
    String name = writable(path);
    requireSendable(path, metadata);
    if (sizeBytes > BUFFER_BYTES) {
      return writeInBlocks(name, path, content, sizeBytes, metadata, expected);
    }
    byte[] bytes = Content.next(path, content, (int) sizeBytes, sizeBytes);
    Content.requireEnd(path, content, sizeBytes);
    HttpResponse response =
        service.send(
            BlobRequest.onBlob(HttpMethod.PUT, name)
                .header("x-ms-blob-type", "BlockBlob")
                .header("Content-MD5", Content.base64(Content.md5().digest(bytes)))
                .contentHeaders(withoutMd5(metadata))
                .user(metadata)
                .expecting(expected)
                .body(BinaryData.fromBytes(bytes)),
            BlobCall.write("write", path, expected));
    return written(path, sizeBytes, metadata, response.getHeaders());
  }

  /**
   * In one request the service stores the MD5 of what arrived; another one would fail the write.
   */
  private static ObjectMetadata withoutMd5(ObjectMetadata metadata) {
    Map<String, String> headers = new TreeMap<>(metadata.headers());
    headers.remove("Content-MD5");
    return ObjectMetadata.of(headers, metadata.user());
  }

  /** Ids of their own for each write, so that two writers never mix their blocks. */
  private ObjectEntry writeInBlocks(
      String name,
      ObjectPath path,
      InputStream content,
      long sizeBytes,
      ObjectMetadata metadata,
      Expected expected) {
    String writer = UUID.randomUUID().toString().replace("-", "").substring(0, 26);
    List<String> ids = new ArrayList<>();
    long blockBytes = Math.max(BUFFER_BYTES, sizeBytes / BLOCK_LIMITS.maxBlocks() + 1);
    for (long at = 0; at < sizeBytes; at += blockBytes) {
      int length = (int) Math.min(blockBytes, sizeBytes - at);
      String id = writer + "%06d".formatted(ids.size());
      blocks.stage(name, path, id, Content.next(path, content, length, sizeBytes));
      ids.add(id);
    }
    Content.requireEnd(path, content, sizeBytes);
    HttpHeaders answer = blocks.commitUnseen(name, path, ids, metadata, expected);
    return written(path, sizeBytes, metadata, answer);
  }

  @Override
  public void delete(ObjectPath path, ObjectVersion version) {
    String name = name(path);
    if (BlobNames.isImpossible(name)) {
      return;
    }
    try {
      service.send(
          BlobRequest.onBlob(HttpMethod.DELETE, name).expecting(Expected.version(version)),
          BlobCall.write("delete", path, Expected.version(version)),
          Set.of("BlobNotFound"));
    } catch (PreconditionFailedException e) {
      // Some answer 412 for a blob that is gone.
      if (find(path).isPresent()) {
        throw e;
      }
    }
  }

  @Override
  public boolean canCopyFrom(ObjectReader source) {
    return source instanceof AzureBlobStore;
  }

  @Override
  public long maxCopyBytes() {
    return MAX_COPY_BYTES;
  }

  /**
   * Copy Blob From URL. Where the source's URL is too long for the service, the bytes are streamed
   * instead.
   *
   * @see <a href="https://learn.microsoft.com/rest/api/storageservices/copy-blob-from-url">Copy
   *     Blob From URL</a>
   */
  @Override
  public Copied copy(
      ObjectReader source,
      ObjectEntry object,
      ObjectPath to,
      ObjectMetadata metadata,
      Expected expected) {
    String name = writable(to);
    requireSendable(to, metadata);
    ObjectMetadata carried =
        new ObjectMetadata(
            object.metadata().headers(),
            metadata.user().isEmpty() ? object.metadata().user() : metadata.user());
    CopySource.Access access = ((AzureBlobStore) source).accessTo(object.path());
    if (access.url().length() > MAX_SOURCE_URL_CHARS) {
      return streamed(source, object, to, carried, expected);
    }
    BlobRequest request =
        BlobRequest.onBlob(HttpMethod.PUT, name)
            .header("x-ms-requires-sync", "true")
            .header("x-ms-copy-source", access.url())
            .header("x-ms-source-if-match", BlobRequest.quoted(object.version()))
            .user(metadata)
            .expecting(expected);
    access.authorization().ifPresent(a -> request.header("x-ms-copy-source-authorization", a));
    HttpHeaders answer;
    try {
      answer =
          service.send(request, BlobCall.write("copy to", to, expected).from(object)).getHeaders();
    } catch (PreconditionFailedException | VersionChangedException e) {
      throw settled(source, object, new PreconditionFailedException(to, expected));
    }
    String status = answer.getValue(COPY_STATUS);
    if (status != null && !status.equals("success")) {
      throw new OutcomeUnknownException(
          to, "the copy", new IOException("the service says the copy is " + status));
    }
    return new Copied(written(to, object.sizeBytes(), carried, answer), BlobBlocks.crc64(answer));
  }

  /**
   * Which side a refused copy was refused for. The service's codes tell it, but not in all
   * versions, so the source is looked at.
   */
  private static RuntimeException settled(
      ObjectReader source, ObjectEntry object, RuntimeException otherwise) {
    Optional<ObjectEntry> now = source.find(object.path());
    if (now.isEmpty()) {
      return VersionChangedException.gone(object.path(), object.version());
    }
    return now.get().version().equals(object.version())
        ? otherwise
        : VersionChangedException.changed(object.path(), object.version());
  }

  private Copied streamed(
      ObjectReader source,
      ObjectEntry object,
      ObjectPath to,
      ObjectMetadata metadata,
      Expected expected) {
    try (InputStream content =
        source.read(object.path(), ByteRange.whole(object.sizeBytes()), object.version())) {
      return new Copied(
          write(to, content, object.sizeBytes(), metadata, expected), Optional.empty());
    } catch (IOException e) {
      throw Content.unreadable(to, e);
    }
  }

  private CopySource.Access accessTo(ObjectPath path) {
    return asSource.of(name(path));
  }

  @Override
  public BlockLimits blockLimits() {
    return BLOCK_LIMITS;
  }

  @Override
  public void stage(ObjectPath path, String blockId, InputStream content, long sizeBytes) {
    blocks.stage(writable(path), path, blockId, content, sizeBytes);
  }

  @Override
  public Optional<Crc64> stageFrom(
      ObjectReader source, ObjectEntry object, ByteRange range, ObjectPath path, String blockId) {
    String name = writable(path);
    CopySource.Access access = ((AzureBlobStore) source).accessTo(object.path());
    if (access.url().length() <= MAX_SOURCE_URL_CHARS) {
      try {
        return blocks.stageFrom(access, object, range, name, path, blockId);
      } catch (VersionChangedException e) {
        throw settled(source, object, e);
      }
    }
    try (InputStream content = source.read(object.path(), range, object.version())) {
      blocks.stage(name, path, blockId, content, range.length());
      return Optional.empty();
    } catch (IOException e) {
      throw Content.unreadable(path, e);
    }
  }

  @Override
  public Map<String, Long> staged(ObjectPath path) {
    return blocks.staged(name(path), path);
  }

  @Override
  public ObjectEntry commit(
      ObjectPath path,
      List<String> blockIds,
      long sizeBytes,
      ObjectMetadata metadata,
      Expected expected) {
    requireSendable(path, metadata);
    HttpHeaders answer =
        blocks.commit(writable(path), path, blockIds, sizeBytes, metadata, expected);
    return written(path, sizeBytes, metadata, answer);
  }

  @Override
  public void close() {}

  private String name(ObjectPath path) {
    return place.path() + path.value();
  }

  private String writable(ObjectPath path) {
    String name = name(path);
    BlobNames.requireWritable(path, name);
    return name;
  }

  /** HTTP headers are ASCII; what is not would arrive as something else. */
  private static void requireSendable(ObjectPath path, ObjectMetadata metadata) {
    Stream.of(metadata.user(), metadata.headers())
        .flatMap(texts -> texts.entrySet().stream())
        .filter(e -> !(isAscii(e.getKey()) && isAscii(e.getValue())))
        .findFirst()
        .ifPresent(
            e -> {
              throw new StoreException(
                  Effect.NONE_DO_NOT_RETRY,
                  StoreProblem.OTHER,
                  "Cannot write %s: its metadata '%s' is not plain ASCII, which is all that HTTP headers carry. Nothing was written."
                      .formatted(path, e.getKey()));
            });
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
  }

  private static ObjectEntry written(
      ObjectPath path, long sizeBytes, ObjectMetadata metadata, HttpHeaders answer) {
    return new ObjectEntry(
        path,
        sizeBytes,
        BlobProperties.version(answer),
        BlobProperties.modified(answer),
        ObjectType.FILE,
        metadata);
  }

  @Override
  public String toString() {
    return "AzureBlobStore[" + place.uri() + "]";
  }
}
