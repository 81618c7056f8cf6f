package io.twinlake.storage.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.store.Ability;
import io.twinlake.core.store.Driver;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.Stores;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HadoopStoreProviderTest {
  private static final URI RAW = URI.create("abfss://raw@sa3.dfs.core.windows.net/x");
  private static final String KEY = "fs.azure.account.key.sa3.dfs.core.windows.net";
  private static final String TYPE = "fs.azure.account.auth.type.sa3.dfs.core.windows.net";

  private final HadoopStoreProvider provider = new HadoopStoreProvider();

  /** The simple name of the store that opens {@code root}, "none" without one. */
  private static String opened(URI root, Driver driver, Map<String, String> settings) {
    StoreContext context = new StoreContext(settings, "test").withDriver(root, driver);
    try (ObjectStore store = new Stores(context).open(root)) {
      return store.getClass().getSimpleName();
    } catch (StoreException e) {
      assertThat(e).hasMessageContaining("No store is known");
      return "none";
    }
  }

  @ParameterizedTest
  @CsvSource({
    "hdfs://nn/raw, AUTO, HadoopStore",
    "hdfs://nn/raw, HADOOP, HadoopStore",
    "hdfs://nn/raw, NATIVE, none",
    "viewfs://lake/raw, AUTO, HadoopStore",
    "file:///tmp/raw, AUTO, FileStore",
    "file:///tmp/raw, NATIVE, FileStore",
    "file:///tmp/raw, HADOOP, HadoopStore",
    "abfss://raw@sa3.dfs.core.windows.net/x, AUTO, AzureBlobStore",
    "abfss://raw@sa3.dfs.core.windows.net/x, NATIVE, AzureBlobStore",
    "abfss://raw@sa3.dfs.core.windows.net/x, HADOOP, HadoopStore",
    "wasbs://raw@sa3.blob.core.windows.net/x, AUTO, AzureBlobStore",
    "nosuchscheme://raw/x, AUTO, none"
  })
  void eachRootIsOpenedByOneStore(String root, Driver driver, String store) {
    assertThat(opened(URI.create(root), driver, Map.of(KEY, "a2V5"))).isEqualTo(store);
  }

  @Test
  void autoLeavesAnAccountToHadoopOnlyWhereTheSettingsShowThatNoNativeWayExists() {
    Map<String, String> foreign = Map.of(TYPE, "UserboundSASWithOAuth");
    assertThat(opened(RAW, Driver.AUTO, foreign)).isEqualTo("HadoopStore");
    Map<String, String> otherDriver =
        Map.of("fs.abfss.impl", "org.apache.hadoop.fs.RawLocalFileSystem");
    assertThat(opened(RAW, Driver.AUTO, otherDriver)).isEqualTo("HadoopStore");

    Map<String, String> withKey = new TreeMap<>(otherDriver);
    withKey.put(KEY, "a2V5");
    assertThat(opened(RAW, Driver.AUTO, withKey)).isEqualTo("AzureBlobStore");
    Map<String, String> usual =
        Map.of(
            "fs.abfss.impl",
            "org.apache.hadoop.fs.azurebfs.SecureAzureBlobFileSystem",
            KEY,
            "a2V5");
    assertThat(opened(RAW, Driver.AUTO, usual)).isEqualTo("AzureBlobStore");
  }

  @Test
  void autoWithoutAnyCredentialIsTheNativeStoreWhichSaysWhatToSet() {
    assertThatThrownBy(() -> new Stores(new StoreContext(Map.of(), "test")).open(RAW))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(KEY);
  }

  @Test
  void aPlaceHasOneNameByEitherDriver() {
    for (String uri :
        List.of(
            "abfss://raw@sa3.dfs.core.windows.net/a/b",
            "wasbs://raw@SA3.blob.core.windows.net/a/b/",
            "file:///tmp/raw")) {
      URI root = URI.create(uri);
      StoreContext natively = new StoreContext(Map.of(), "test");
      StoreContext through = natively.withDriver(root, Driver.HADOOP);
      assertThat(new Stores(through).canonical(root))
          .isEqualTo(new Stores(natively).canonical(root));
      assertThat(new Stores(through).defaultHistory(root))
          .isEqualTo(new Stores(natively).defaultHistory(root));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "hdfs://NN:8020/a/b, hdfs://nn/a/b/",
    "HDFS://nn/a/b/, hdfs://nn/a/b/",
    "hdfs://nn:9000/, hdfs://nn:9000/",
    "hdfs://nn, hdfs://nn/",
    "viewfs:///a, viewfs:///a/"
  })
  void namesOfOnePlaceAgree(String root, String canonical) {
    assertThat(provider.canonical(URI.create(root))).isEqualTo(canonical);
  }

  @Test
  void anHdfsRootNamesItsNameNode() {
    assertThatThrownBy(() -> provider.canonical(URI.create("hdfs:///raw")))
        .isInstanceOf(StoreException.class)
        .hasMessageContainingAll("hdfs:///raw", "names no name node", "hdfs://<nameservice");
  }

  @Test
  void theHistoryLiesBesideTheRoot() {
    assertThat(provider.defaultHistory(URI.create("hdfs://nn/lake/raw%20zone")))
        .hasToString("hdfs://nn/lake/.twinlake-history/raw%20zone/");
    assertThatThrownBy(() -> provider.defaultHistory(URI.create("hdfs://nn/")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("history: hdfs://");
  }

  @ParameterizedTest
  @CsvSource({
    "3.4.2, BLOB, false, true",
    "3.4.3, blob, false, true",
    "3.5.0-SNAPSHOT, BLOB, false, true",
    "3.4.1, BLOB, false, false",
    "3.3.4.5.1.2-7, BLOB, false, false",
    "3.4.2, DFS, false, false",
    "3.4.2, BLOB, true, false"
  })
  void abfsPutsIfAbsentOnlyWhereThatWasSeen(
      String version, String service, String hierarchical, boolean able) {
    StoreContext context =
        new StoreContext(
            Map.of(
                "fs.azure.fns.account.service.type", service,
                "fs.azure.account.hns.enabled", hierarchical),
            "test");

    assertThat(FileSystemKind.of(RAW, context, version).abilities().contains(Ability.PUT_IF_ABSENT))
        .isEqualTo(able);
    assertThat(FileSystemKind.of(RAW, context, version).abilities())
        .doesNotContain(Ability.REPLACE_ATOMICALLY);
  }

  @ParameterizedTest
  @CsvSource({"wasb://c@a.blob.core.windows.net/", "s3a://b/", "webhdfs://nn/", "viewfs://v/"})
  void whatNobodyHasSeenIsOnlyRead(String root) {
    FileSystemKind kind =
        FileSystemKind.of(URI.create(root), new StoreContext(Map.of(), "test"), "3.4.2");

    assertThat(kind.abilities()).isEmpty();
    assertThat(kind.isWritable()).isFalse();
  }
}
