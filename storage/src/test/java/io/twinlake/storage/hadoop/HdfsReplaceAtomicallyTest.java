package io.twinlake.storage.hadoop;

import io.twinlake.core.store.ObjectStore;
import io.twinlake.testing.ReplaceAtomicallyContract;

/** HDFS keeps the promises of {@link ReplaceAtomicallyContract}. */
class HdfsReplaceAtomicallyTest extends ReplaceAtomicallyContract {
  @Override
  protected ObjectStore emptyStore() {
    return MiniHdfs.created();
  }
}
