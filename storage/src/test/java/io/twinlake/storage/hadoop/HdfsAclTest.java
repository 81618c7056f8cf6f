package io.twinlake.storage.hadoop;

import io.twinlake.core.store.ObjectStore;
import io.twinlake.testing.AclContract;

/** HDFS keeps the promises of {@link AclContract}. */
class HdfsAclTest extends AclContract {
  @Override
  protected ObjectStore emptyStore() {
    return MiniHdfs.created();
  }
}
