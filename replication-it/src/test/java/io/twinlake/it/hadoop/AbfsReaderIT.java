package io.twinlake.it.hadoop;

import io.twinlake.core.store.ObjectStore;
import io.twinlake.testing.ReaderContract;

/** A flat account through ABFS keeps the promises of {@link ReaderContract}. */
class AbfsReaderIT extends ReaderContract {
  @Override
  protected ObjectStore emptyStore() {
    return Hadoop.created();
  }

  @Override
  protected ObjectStore storeWithoutRoot() {
    return Hadoop.missing();
  }
}
