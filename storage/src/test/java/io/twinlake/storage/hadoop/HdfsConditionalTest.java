package io.twinlake.storage.hadoop;

import io.twinlake.core.store.ObjectStore;
import io.twinlake.testing.ConditionalContract;

/** HDFS keeps the promises of {@link ConditionalContract}. */
class HdfsConditionalTest extends ConditionalContract {
  @Override
  protected ObjectStore emptyStore() {
    return MiniHdfs.created();
  }
}
