package io.twinlake.storage.hadoop;

import io.twinlake.core.store.ObjectStore;
import io.twinlake.testing.ConditionalContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** A local directory through Hadoop keeps the promises of {@link ConditionalContract}. */
class LocalConditionalTest extends ConditionalContract {
  @TempDir Path directory;

  @Override
  protected ObjectStore emptyStore() {
    return LocalDisk.created(directory.resolve("root"));
  }
}
