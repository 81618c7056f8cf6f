package io.twinlake.it.hadoop;

import io.twinlake.core.store.ObjectStore;
import io.twinlake.testing.PutIfAbsentContract;

/** A flat account through ABFS keeps the promises of {@link PutIfAbsentContract}. */
class AbfsPutIfAbsentIT extends PutIfAbsentContract {
  @Override
  protected ObjectStore emptyStore() {
    return Hadoop.created();
  }
}
