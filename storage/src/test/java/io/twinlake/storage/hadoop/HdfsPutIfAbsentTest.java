package io.twinlake.storage.hadoop;

import io.twinlake.core.store.ObjectStore;
import io.twinlake.testing.PutIfAbsentContract;

/** HDFS keeps the promises of {@link PutIfAbsentContract}. */
class HdfsPutIfAbsentTest extends PutIfAbsentContract {
  @Override
  protected ObjectStore emptyStore() {
    return MiniHdfs.created();
  }
}
