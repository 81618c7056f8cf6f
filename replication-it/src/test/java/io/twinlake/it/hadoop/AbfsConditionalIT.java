package io.twinlake.it.hadoop;

import io.twinlake.core.store.ObjectStore;
import io.twinlake.testing.ConditionalContract;

/** A flat account through ABFS keeps the promises of {@link ConditionalContract}. */
class AbfsConditionalIT extends ConditionalContract {
  @Override
  protected ObjectStore emptyStore() {
    return Hadoop.created();
  }
}
