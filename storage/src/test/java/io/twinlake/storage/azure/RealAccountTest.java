package io.twinlake.storage.azure;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.StoreContext;
import io.twinlake.testing.AclContract;
import io.twinlake.testing.BlocksContract;
import io.twinlake.testing.ConditionalContract;
import io.twinlake.testing.DirectoriesContract;
import io.twinlake.testing.MetadataContract;
import io.twinlake.testing.PutIfAbsentContract;
import io.twinlake.testing.ReaderContract;
import io.twinlake.testing.ReplaceAtomicallyContract;
import io.twinlake.testing.ServerSideCopyContract;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Nested;

/**
 * The same contracts on a real hierarchical account, skipped where none is named.
 *
 * <ul>
 *   <li>{@code TWINLAKE_AZURE_HNS_URI}: a directory that may be filled, {@code
 *       abfss://container@account.dfs.core.windows.net/tests}. Each test makes a directory of its
 *       own below it and leaves it; a lifecycle rule may empty it.
 *   <li>{@code TWINLAKE_AZURE_CONF}: a Hadoop configuration file ({@code core-site.xml}) with the
 *       account's {@code fs.azure.*} credentials. The identity needs the account key, or the role
 *       Storage Blob Data Owner, to change owners.
 * </ul>
 */
class RealAccountTest {
  private static final String PLACE = "TWINLAKE_AZURE_HNS_URI";
  private static final String CONF = "TWINLAKE_AZURE_CONF";

  private static ObjectStore below(String directory) {
    Optional<String> place = Optional.ofNullable(System.getenv(PLACE));
    assumeTrue(place.isPresent(), PLACE + " names no account");
    String root = place.get().endsWith("/") ? place.get() : place.get() + "/";
    return open(URI.create(root + directory));
  }

  private static ObjectStore open(URI root) {
    return new AzureStoreProvider().open(root, new StoreContext(settings(), "test"));
  }

  private static Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    Optional.ofNullable(System.getenv(CONF))
        .ifPresent(
            file -> {
              Configuration configuration = new Configuration(false);
              configuration.addResource(new Path(file));
              configuration.forEach(e -> settings.put(e.getKey(), e.getValue()));
            });
    return settings;
  }

  private static ObjectStore empty() {
    return below(UUID.randomUUID().toString());
  }

  private static ObjectStore withoutContainer() {
    AzurePlace place = AzurePlace.of(below("").root());
    return open(
        URI.create(
            "abfss://missing-%s@%s.dfs.%s/"
                .formatted(UUID.randomUUID(), place.account(), place.suffix())));
  }

  @Nested
  class Reading extends ReaderContract {
    @Override
    protected ObjectStore emptyStore() {
      return empty();
    }

    @Override
    protected ObjectStore storeWithoutRoot() {
      return withoutContainer();
    }
  }

  @Nested
  class PutIfAbsent extends PutIfAbsentContract {
    @Override
    protected ObjectStore emptyStore() {
      return empty();
    }
  }

  @Nested
  class Conditional extends ConditionalContract {
    @Override
    protected ObjectStore emptyStore() {
      return empty();
    }
  }

  @Nested
  class ReplaceAtomically extends ReplaceAtomicallyContract {
    @Override
    protected ObjectStore emptyStore() {
      return empty();
    }
  }

  @Nested
  class Metadata extends MetadataContract {
    @Override
    protected ObjectStore emptyStore() {
      return empty();
    }
  }

  @Nested
  class ServerSideCopy extends ServerSideCopyContract {
    @Override
    protected ObjectStore emptyStore() {
      return empty();
    }

    @Override
    protected ObjectStore emptySource() {
      return empty();
    }
  }

  @Nested
  class Blocks extends BlocksContract {
    @Override
    protected ObjectStore emptyStore() {
      return empty();
    }

    @Override
    protected ObjectStore emptySource() {
      return empty();
    }
  }

  @Nested
  class Directories extends DirectoriesContract {
    @Override
    protected ObjectStore emptyStore() {
      return empty();
    }

    @Override
    protected ObjectStore storeWithoutRoot() {
      return withoutContainer();
    }
  }

  @Nested
  class Acl extends AclContract {
    @Override
    protected ObjectStore emptyStore() {
      return empty();
    }

    /** Lists name object ids. */
    @Override
    protected String principal(String name) {
      return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }
  }
}
