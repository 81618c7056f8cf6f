package io.twinlake.storage.hadoop;

import io.twinlake.core.store.ObjectStore;
import io.twinlake.testing.DirectoriesContract;

/** HDFS keeps the promises of {@link DirectoriesContract}. */
class HdfsDirectoriesTest extends DirectoriesContract {
  @Override
  protected ObjectStore emptyStore() {
    return MiniHdfs.created();
  }

  @Override
  protected ObjectStore storeWithoutRoot() {
    return MiniHdfs.missing();
  }
}
