package io.twinlake.storage.hadoop;

import io.twinlake.core.store.ObjectStore;
import io.twinlake.testing.ReplaceAtomicallyContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** A local directory through Hadoop keeps the promises of {@link ReplaceAtomicallyContract}. */
class LocalReplaceAtomicallyTest extends ReplaceAtomicallyContract {
  @TempDir Path directory;

  @Override
  protected ObjectStore emptyStore() {
    return LocalDisk.created(directory.resolve("root"));
  }
}
