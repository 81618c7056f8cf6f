package io.twinlake.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.Stores;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SyntheticStoreTest {
  private final ObjectStore lake = open("synthetic://40x30/");

  private static ObjectStore open(String root) {
    return new Stores(new StoreContext(Map.of(), "test")).open(URI.create(root));
  }

  @Test
  void listsSoManyObjectsInPathOrder() {
    List<String> paths = lake.list(ObjectPrefix.ALL).map(e -> e.path().value()).toList();

    assertThat(paths)
        .hasSize(40 * 30)
        .doesNotHaveDuplicates()
        .isSortedAccordingTo(ObjectPath::compareUtf8)
        .startsWith("date=2020-01-01/part-0000000.parquet")
        .endsWith("date=2020-02-09/part-0000029.parquet");
  }

  @Test
  void itsLevelsAddUpToItsListing() {
    List<ObjectEntry> found = new ArrayList<>();
    for (ObjectPrefix partition : lake.listLevel(ObjectPrefix.ALL).prefixes()) {
      found.addAll(lake.listLevel(partition).objects());
      assertThat(lake.list(partition)).hasSize(30);
    }

    assertThat(found).isEqualTo(lake.list(ObjectPrefix.ALL).toList());
  }

  @Test
  void findsAndReadsWhatItLists() throws IOException {
    for (ObjectEntry entry : lake.list(new ObjectPrefix("date=2020-01-1")).toList()) {
      assertThat(lake.find(entry.path())).contains(entry);
      ByteRange whole = ByteRange.whole(entry.sizeBytes());
      assertThat(lake.read(entry.path(), whole, entry.version()).readAllBytes())
          .hasSize((int) entry.sizeBytes());
    }
    assertThat(lake.find(ObjectPath.of("date=2020-02-10/part-0000000.parquet"))).isEmpty();
    assertThat(lake.find(ObjectPath.of("date=2020-01-01/part-0000030.parquet"))).isEmpty();
  }

  @Test
  void saysHowALakeIsCalled() {
    assertThatThrownBy(() -> open("synthetic://many/"))
        .hasMessageContaining("synthetic://<partitions>x<objects>/");
  }
}
