package io.twinlake.core.transfer;

import io.twinlake.core.Effect;
import io.twinlake.core.store.Ability;
import io.twinlake.core.store.BlockWriter;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.CallCosts;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.Level;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.ObjectVersion;
import io.twinlake.core.store.PreconditionFailedException;
import io.twinlake.core.store.RequestKind;
import io.twinlake.core.store.ServerSideCopy;
import io.twinlake.core.store.StoreFacts;
import io.twinlake.core.store.TreeWriter;
import io.twinlake.core.store.Wire;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A store that is asked again when it fails without an effect, and looked at when it does not
 * answer; each request goes through its account's gate.
 *
 * <ul>
 *   <li>A body that breaks off is read on from there, of the same version.
 *   <li>A listing whose page fails is listed anew, past what was handed out.
 *   <li>A write, copy or commit that is not answered ({@link Effect#UNKNOWN}) is looked up first.
 *       It counts as done if what is there carries the mark that was written ({@link
 *       ObjectMetadata#SOURCE_VERSION}) and has the size; where no mark was written or none is
 *       kept, a write's content is compared. If still exactly what was expected is there, it is
 *       repeated. Otherwise {@link PreconditionFailedException}.
 *   <li>A deletion, a staged block, a new directory or a change of access rights that is not
 *       answered is repeated: it does no harm twice.
 * </ul>
 *
 * <p>Content is sent again where its stream can be marked and reset, as a buffer and a body of this
 * class can; a store's failure passes otherwise. Has exactly the abilities of the store it wraps.
 */
public class RetryingStore implements ObjectStore {
  private final ObjectStore inner;
  private final Requests requests;

  RetryingStore(ObjectStore inner, Requests requests) {
    this.inner = inner;
    this.requests = requests;
  }

  /**
   * Wraps {@code store}. Closing the wrapper closes the store.
   *
   * @param limits the gates of this JVM; the store goes through its account's
   */
  public static ObjectStore wrap(ObjectStore store, Retry retry, ConcurrencyLimits limits) {
    return wrap(store, retry, limits, Wire.OPEN);
  }

  /**
   * The same for a store that does not tell its requests itself.
   *
   * @param wire told of each attempt
   */
  public static ObjectStore wrap(
      ObjectStore store, Retry retry, ConcurrencyLimits limits, Wire wire) {
    Requests requests = new Requests(retry, limits.of(store.root()), wire);
    if (store instanceof BlockWriter blocks) {
      return store instanceof ServerSideCopy copier
          ? new RetryingCopyBlockStore(store, blocks, copier, requests)
          : new RetryingBlockStore(store, blocks, requests);
    }
    return store instanceof ServerSideCopy copier
        ? new RetryingCopyStore(store, copier, requests)
        : new RetryingStore(store, requests);
  }

  /** The store below, where {@code reader} is such a wrapper: the one that services know. */
  public static ObjectReader unwrapped(ObjectReader reader) {
    return reader instanceof RetryingStore retrying ? unwrapped(retrying.inner) : reader;
  }

  /** What the calls of {@code reader} are told to. */
  static Wire wireOf(ObjectReader reader) {
    return reader instanceof RetryingStore retrying ? retrying.requests.wire() : Wire.OPEN;
  }

  @Override
  public URI root() {
    return inner.root();
  }

  @Override
  public Instant now() {
    return inner.now();
  }

  @Override
  public Set<Ability> abilities() {
    return requests.retry().call(inner::abilities);
  }

  @Override
  public Stream<ObjectEntry> list(ObjectPrefix prefix) {
    return ResumingListing.of(
        requests.ask(RequestKind.LIST, () -> inner.list(prefix)),
        () -> requests.once(RequestKind.LIST, 0, () -> inner.list(prefix)),
        ObjectEntry::path,
        requests.retry());
  }

  @Override
  public Level listLevel(ObjectPrefix prefix) {
    return requests.ask(RequestKind.LIST, () -> inner.listLevel(prefix));
  }

  @Override
  public InputStream read(ObjectPath path, ByteRange range, ObjectVersion version) {
    // A body is read on outside the gate: whoever writes it elsewhere may hold a permit of the same
    // account.
    return new ResumingStream(
        path,
        range,
        requests.ask(RequestKind.READ, () -> told(inner.read(path, range, version))),
        rest -> requests.told(RequestKind.READ, 0, () -> told(inner.read(path, rest, version))),
        requests.retry());
  }

  private InputStream told(InputStream body) {
    return requests.wire() == Wire.OPEN ? body : new ToldStream(body, requests.wire());
  }

  @Override
  public Optional<ObjectEntry> find(ObjectPath path) {
    return requests.ask(RequestKind.LOOK, () -> inner.find(path));
  }

  @Override
  public CallCosts costs() {
    return inner.costs();
  }

  @Override
  public StoreFacts inspect() {
    return requests.ask(RequestKind.LOOK, inner::inspect);
  }

  @Override
  public ObjectEntry write(
      ObjectPath path,
      InputStream content,
      long sizeBytes,
      ObjectMetadata metadata,
      Expected expected) {
    Replay replay = new Replay(content, sizeBytes);
    return new ConditionalWrite<ObjectEntry>(
            this,
            requests.retry(),
            path,
            sizeBytes,
            metadata,
            expected,
            there -> there,
            there -> replay.isContentOf(this, there))
        .run(
            () ->
                requests.once(
                    RequestKind.WRITE,
                    sizeBytes,
                    () -> inner.write(path, replay.send(), sizeBytes, metadata, expected)),
            replay::canBeSent);
  }

  @Override
  public void delete(ObjectPath path, ObjectVersion version) {
    requests.doAgain(RequestKind.DELETE, () -> inner.delete(path, version));
  }

  @Override
  public void createRoot() {
    requests.doAgain(RequestKind.LIST, inner::createRoot);
  }

  @Override
  public Optional<? extends TreeWriter> tree() {
    Optional<? extends TreeWriter> tree = requests.retry().call(inner::tree);
    return tree.map(found -> new RetryingTree(found, requests));
  }

  @Override
  public void close() {
    inner.close();
  }
}
