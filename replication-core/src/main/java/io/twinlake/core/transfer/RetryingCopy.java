package io.twinlake.core.transfer;

import io.twinlake.core.store.Copied;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.RequestKind;
import io.twinlake.core.store.ServerSideCopy;
import io.twinlake.core.store.Wire;
import java.util.Optional;

/**
 * Copies inside a service, asked again and looked up as {@link RetryingStore} has it.
 *
 * @param store where to look things up
 * @param copier what copies
 */
record RetryingCopy(ObjectStore store, ServerSideCopy copier, Requests requests)
    implements ServerSideCopy {

  @Override
  public boolean canCopyFrom(ObjectReader source) {
    return copier.canCopyFrom(RetryingStore.unwrapped(source));
  }

  @Override
  public long maxCopyBytes() {
    return copier.maxCopyBytes();
  }

  @Override
  public Copied copy(
      ObjectReader source,
      ObjectEntry object,
      ObjectPath to,
      ObjectMetadata metadata,
      Expected expected) {
    ObjectReader pullFrom = RetryingStore.unwrapped(source);
    Wire served = RetryingStore.wireOf(source);
    return new ConditionalWrite<Copied>(
            store,
            requests.retry(),
            to,
            object.sizeBytes(),
            metadata,
            expected,
            there -> new Copied(there, Optional.empty()),
            there -> false)
        .run(
            () ->
                requests.once(
                    RequestKind.COPY,
                    object.sizeBytes(),
                    () -> {
                      served.request(RequestKind.SERVED, object.sizeBytes());
                      return copier.copy(pullFrom, object, to, metadata, expected);
                    }),
            () -> true);
  }
}
