package io.twinlake.testing;

import io.twinlake.core.memory.MemoryStore;
import io.twinlake.core.store.ObjectStore;
import org.junit.jupiter.api.Nested;

/** The reference store keeps every promise. */
class MemoryStoreContractTest {

  @Nested
  class Reading extends ReaderContract {
    @Override
    protected ObjectStore emptyStore() {
      return new MemoryStore("here");
    }

    @Override
    protected ObjectStore storeWithoutRoot() {
      MemoryStore store = new MemoryStore("nowhere");
      store.dropRoot();
      return store;
    }
  }

  @Nested
  class PutIfAbsent extends PutIfAbsentContract {
    @Override
    protected ObjectStore emptyStore() {
      return new MemoryStore("here");
    }
  }

  @Nested
  class Conditional extends ConditionalContract {
    @Override
    protected ObjectStore emptyStore() {
      return new MemoryStore("here");
    }
  }

  @Nested
  class ReplaceAtomically extends ReplaceAtomicallyContract {
    @Override
    protected ObjectStore emptyStore() {
      return new MemoryStore("here");
    }
  }

  @Nested
  class Metadata extends MetadataContract {
    @Override
    protected ObjectStore emptyStore() {
      return new MemoryStore("here");
    }
  }

  @Nested
  class Copying extends ServerSideCopyContract {
    @Override
    protected ObjectStore emptyStore() {
      return new MemoryStore("target");
    }

    @Override
    protected ObjectStore emptySource() {
      return new MemoryStore("source");
    }
  }

  @Nested
  class Blocks extends BlocksContract {
    @Override
    protected ObjectStore emptyStore() {
      return new MemoryStore("target");
    }

    @Override
    protected ObjectStore emptySource() {
      return new MemoryStore("source");
    }
  }
}
