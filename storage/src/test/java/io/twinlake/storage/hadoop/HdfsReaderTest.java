package io.twinlake.storage.hadoop;

import io.twinlake.core.store.ObjectStore;
import io.twinlake.testing.ReaderContract;

/** HDFS keeps the promises of {@link ReaderContract}. */
class HdfsReaderTest extends ReaderContract {
  @Override
  protected ObjectStore emptyStore() {
    return MiniHdfs.created();
  }

  @Override
  protected ObjectStore storeWithoutRoot() {
    return MiniHdfs.missing();
  }
}
