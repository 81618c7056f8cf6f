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
import io.twinlake.core.store.CallCosts;
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
import io.twinlake.core.store.RequestKind;
import io.twinlake.core.store.ServerSideCopy;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreFacts;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.core.store.VersionChangedException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Blobs of one container, natively by the Blob service's REST API.
 *
 * <p>Versions are ETags, so every promise rests on the service's own conditions: {@code
 * If-None-Match: *} where nothing is expected, {@code If-Match} where a version is. Content is
 * hashed before it is sent (MD5) and the service compares. Names are raw; those that would read
 * back differently are refused, see {@link BlobNames}. Nothing is retried here. What a failure left
 * behind is in its {@link io.twinlake.core.Effect}, see {@link BlobFailures}.
 *
 * <p>Where the account has a hierarchical namespace ({@link AccountKind}), directories are
 * directories ({@link BlobTree}), small files are put whole, copies go by Put Blob From URL, and
 * large files are made by {@link SiblingBlocks}.
 */
final class AzureBlobStore implements ObjectStore, ServerSideCopy, BlockWriter {
  /** What one write holds in memory. Longer contents go in blocks of this length. */
  static final int BUFFER_BYTES = 8 << 20;

  private static final CallCosts COSTS =
      new CallCosts(RequestKind.LIST, RequestKind.LOOK, 1, BUFFER_BYTES);

  /** The limit of Copy Blob From URL. */
  private static final long MAX_COPY_BYTES = 256L << 20;

  /** The limit of Put Blob From URL. */
  static final long MAX_PUT_FROM_URL_BYTES = 5000L << 20;

  /** Slower than any copy inside the service, so that a large one is waited for. */
  private static final long LEAST_BYTES_PER_SECOND = 8L << 20;

  private static final BlockLimits BLOCK_LIMITS = new BlockLimits(4000L << 20, 50_000);

  /** Longer ones are refused by the service in {@code x-ms-copy-source}. */
  private static final int MAX_SOURCE_URL_CHARS = 2048;

  private static final HttpHeaderName COPY_STATUS = HttpHeaderName.fromString("x-ms-copy-status");

  private final AzurePlace place;
  private final BlobService service;
  private final CopySource asSource;
  private final BlobListing listing;
  private final BlobBlocks blocks;
  private final AccountKind kind;
  private final BlobTree tree;
  private final SiblingBlocks siblings;
  private final long maxPutFromUrlBytes;

  /**
   * @param dataLake the same container at the Data Lake endpoint
   * @param maxPutFromUrlBytes largest copy by one request on a hierarchical account, in bytes
   */
  AzureBlobStore(
      AzurePlace place,
      AzureCredential credential,
      BlobService service,
      BlobService dataLake,
      CopySource asSource,
      AccountKind kind,
      long maxPutFromUrlBytes) {
    this.place = place;
    this.service = service;
    this.asSource = asSource;
    this.listing = new BlobListing(service, place.path());
    this.blocks = new BlobBlocks(service);
    this.kind = kind;
    this.tree = new BlobTree(service, dataLake, place.path(), listing);
    this.siblings = new SiblingBlocks(place, service, dataLake, blocks, listing, credential);
    this.maxPutFromUrlBytes = maxPutFromUrlBytes;
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
              try {
                service.send(
                    BlobRequest.onContainer(HttpMethod.HEAD),
                    BlobCall.onContainer("look at the container", false));
              } catch (StoreException e) {
                // A refusal carries the time too, and a signature for a container may not look at
                // it.
                return service.clock().now().orElseThrow(() -> e);
              }
              return service.clock().now().orElseGet(Instant::now);
            });
  }

  @Override
  public StoreFacts inspect() {
    return new BlobInspection(service, place, kind).look();
  }

  @Override
  public Set<Ability> abilities() {
    return kind.isHierarchical()
        ? EnumSet.allOf(Ability.class)
        : EnumSet.complementOf(EnumSet.of(Ability.DIRECTORIES, Ability.ACL));
  }

  @Override
  public Optional<BlobTree> tree() {
    return kind.isHierarchical() ? Optional.of(tree) : Optional.empty();
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
    return kind.isHierarchical() ? tree.listing().below(prefix) : listing.below(prefix);
  }

  @Override
  public Level listLevel(ObjectPrefix prefix) {
    return kind.isHierarchical() ? tree.listing().level(prefix) : listing.level(prefix);
  }

  @Override
  public CallCosts costs() {
    return COSTS;
  }

  /**
   * Asks by a listing of one, since the JDK's client gives header names in lower case and so would
   * change the names of user metadata.
   */
  @Override
  public Optional<ObjectEntry> find(ObjectPath path) {
    if (isImpossible(name(path))) {
      return Optional.empty();
    }
    return kind.isHierarchical() ? tree.listing().one(path) : listing.one(path);
  }

  @Override
  public InputStream read(ObjectPath path, ByteRange range, ObjectVersion version) {
    String name = name(path);
    if (isImpossible(name)) {
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
    return new BlobStream(response, length, call, service.failures(), service.wire());
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
    BlobRequest request =
        BlobRequest.onBlob(HttpMethod.PUT, name)
            .header("x-ms-blob-type", "BlockBlob")
            .header("Content-MD5", Content.base64(Content.md5().digest(bytes)))
            .contentHeaders(withoutMd5(metadata))
            .user(metadata)
            .expecting(expected)
            .body(BinaryData.fromBytes(bytes));
    HttpHeaders answer =
        intoTree(
            path,
            expected,
            () -> service.send(request, BlobCall.write("write", path, expected)).getHeaders());
    return written(path, sizeBytes, metadata, answer);
  }

  /**
   * On a hierarchical account an empty directory makes way for a file of its name, and a file or
   * directory that cannot is named.
   */
  private <T> T intoTree(ObjectPath path, Expected expected, Supplier<T> write) {
    try {
      return write.get();
    } catch (PreconditionFailedException | StoreException e) {
      boolean refused =
          e instanceof StoreException store
              ? store.problem() == StoreProblem.OTHER
              : expected.version().isEmpty();
      if (!refused || !kind.isHierarchical()) {
        throw e;
      }
      if (tree.removeEmptyDirectory(path)) {
        return write.get();
      }
      throw tree.fileInTheWay(path).<RuntimeException>map(f -> f).orElse(e);
    }
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
    boolean hierarchical = kind.isHierarchical();
    String staging = hierarchical ? SiblingBlocks.of(name, writer) : name;
    List<String> ids = new ArrayList<>();
    long blockBytes = Math.max(BUFFER_BYTES, sizeBytes / BLOCK_LIMITS.maxBlocks() + 1);
    for (long at = 0; at < sizeBytes; at += blockBytes) {
      int length = (int) Math.min(blockBytes, sizeBytes - at);
      String id = writer + "%06d".formatted(ids.size());
      byte[] bytes = Content.next(path, content, length, sizeBytes);
      intoTree(path, expected, () -> stageOne(staging, path, id, bytes));
      ids.add(id);
    }
    Content.requireEnd(path, content, sizeBytes);
    if (hierarchical) {
      return renamed(staging, name, path, ids, sizeBytes, metadata, expected);
    }
    HttpHeaders answer = blocks.commitUnseen(name, path, ids, metadata, Optional.of(expected));
    return written(path, sizeBytes, metadata, answer);
  }

  private boolean stageOne(String staging, ObjectPath path, String id, byte[] bytes) {
    blocks.stage(staging, path, id, bytes);
    return true;
  }

  /** Makes the file of the blocks at its sibling, and looks at it: a rename answers no version. */
  private ObjectEntry renamed(
      String sibling,
      String name,
      ObjectPath path,
      List<String> ids,
      long sizeBytes,
      ObjectMetadata metadata,
      Expected expected) {
    ObjectVersion version =
        intoTree(
            path, expected, () -> siblings.commit(sibling, name, path, ids, metadata, expected));
    Optional<ObjectEntry> there = tree.listing().one(path);
    boolean ours =
        there
            .filter(
                t ->
                    t.version().equals(version)
                        || (t.sizeBytes() == sizeBytes
                            && t.metadata().user().equals(metadata.user())))
            .isPresent();
    if (!ours) {
      throw new OutcomeUnknownException(
          path, "the rename", new IOException("something else is there already"));
    }
    return new ObjectEntry(
        path,
        sizeBytes,
        there.get().version(),
        there.get().modifiedAt(),
        ObjectType.FILE,
        metadata);
  }

  @Override
  public void delete(ObjectPath path, ObjectVersion version) {
    String name = name(path);
    if (isImpossible(name)) {
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
    return kind.isHierarchical() ? maxPutFromUrlBytes : MAX_COPY_BYTES;
  }

  /**
   * Copy Blob From URL, and on hierarchical accounts Put Blob From URL, which goes over files of
   * the Data Lake API. Where the source's URL is too long for the service, the bytes are streamed
   * instead.
   *
   * @see <a href="https://learn.microsoft.com/rest/api/storageservices/copy-blob-from-url">Copy
   *     Blob From URL</a>
   * @see <a href="https://learn.microsoft.com/rest/api/storageservices/put-blob-from-url">Put Blob
   *     From URL</a>
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
        asCopy(BlobRequest.onBlob(HttpMethod.PUT, name), object)
            .copying(access, object.version(), object.sizeBytes())
            .user(metadata)
            .expecting(expected);
    ((AzureBlobStore) source).serves(object.sizeBytes());
    HttpHeaders answer;
    try {
      BlobCall call = BlobCall.write("copy to", to, expected).from(object);
      answer = intoTree(to, expected, () -> service.send(request, call).getHeaders());
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

  private BlobRequest asCopy(BlobRequest request, ObjectEntry object) {
    if (!kind.isHierarchical()) {
      return request.header("x-ms-requires-sync", "true");
    }
    if (object.type() == ObjectType.APPEND_BLOB || object.type() == ObjectType.PAGE_BLOB) {
      // Put Blob From URL would make a block blob of it without a word.
      throw new StoreException(
          Effect.NONE_DO_NOT_RETRY,
          StoreProblem.UNSUPPORTED_TYPE,
          "%s is of type %s, which is never converted. Nothing was copied. Exclude it, or make it a block blob."
              .formatted(object.path(), object.type()));
    }
    Duration wait = Duration.ofSeconds(60 + object.sizeBytes() / LEAST_BYTES_PER_SECOND);
    return request.header("x-ms-blob-type", "BlockBlob").patience(wait);
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

  /** The service is about to read so much of this store for a copy. */
  private void serves(long bytes) {
    service.wire().request(RequestKind.SERVED, bytes);
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
    blocks.stage(staging(path), path, blockId, content, sizeBytes);
  }

  /** Where blocks of {@code path} are staged. */
  private String staging(ObjectPath path) {
    String name = writable(path);
    return kind.isHierarchical() ? SiblingBlocks.of(name) : name;
  }

  @Override
  public Optional<Crc64> stageFrom(
      ObjectReader source, ObjectEntry object, ByteRange range, ObjectPath path, String blockId) {
    String name = staging(path);
    CopySource.Access access = ((AzureBlobStore) source).accessTo(object.path());
    if (access.url().length() <= MAX_SOURCE_URL_CHARS) {
      ((AzureBlobStore) source).serves(range.length());
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
    return blocks.staged(staging(path), path);
  }

  @Override
  public ObjectEntry commit(
      ObjectPath path,
      List<String> blockIds,
      long sizeBytes,
      ObjectMetadata metadata,
      Expected expected) {
    requireSendable(path, metadata);
    String name = writable(path);
    if (kind.isHierarchical()) {
      String sibling = SiblingBlocks.of(name);
      blocks.requireStaged(sibling, path, blockIds, sizeBytes);
      return renamed(sibling, name, path, blockIds, sizeBytes, metadata, expected);
    }
    HttpHeaders answer = blocks.commit(name, path, blockIds, sizeBytes, metadata, expected);
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
    if (kind.isHierarchical()) {
      BlobNames.hierarchyProblem(name).ifPresent(why -> BlobNames.refuse(path, why));
    }
    return name;
  }

  /** Whether no blob can have this name, so that looking for it is needless. */
  private boolean isImpossible(String name) {
    return BlobNames.isImpossible(name)
        || (kind.isHierarchical() && BlobNames.hierarchyProblem(name).isPresent());
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
