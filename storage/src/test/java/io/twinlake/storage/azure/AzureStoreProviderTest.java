package io.twinlake.storage.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.Stores;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AzureStoreProviderTest {
  private final AzureStoreProvider provider = new AzureStoreProvider();

  @Test
  void allNamesOfOnePlaceAreOne() {
    assertThat(
            List.of(
                    "abfss://raw@sa3.dfs.core.windows.net/a/b",
                    "abfs://raw@sa3.dfs.core.windows.net/a/b/",
                    "abfss://raw@sa3.blob.core.windows.net/a/b",
                    "wasb://raw@sa3.blob.core.windows.net/a/b",
                    "wasbs://raw@SA3.blob.core.windows.net/a/b/")
                .stream()
                .map(uri -> provider.canonical(URI.create(uri))))
        .containsOnly("azure://sa3.core.windows.net/raw/a/b/");
    assertThat(provider.canonical(URI.create("abfss://raw@sa3.dfs.core.windows.net")))
        .isEqualTo("azure://sa3.core.windows.net/raw/");
  }

  @Test
  void differentPlacesAreDifferent() {
    assertThat(
            List.of(
                    "abfss://raw@sa3.dfs.core.windows.net/",
                    "abfss://raw@sa4.dfs.core.windows.net/",
                    "abfss://staging@sa3.dfs.core.windows.net/",
                    "abfss://raw@sa3.dfs.core.windows.net/raw",
                    "abfss://raw@sa3.dfs.core.chinacloudapi.cn/")
                .stream()
                .map(uri -> provider.canonical(URI.create(uri)))
                .distinct())
        .hasSize(5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "abfss://$root@sa3.dfs.core.windows.net/",
        "abfss://$logs@sa3.dfs.core.windows.net/",
        "abfss://$blobchangefeed@sa3.dfs.core.windows.net/",
        "abfss://raw@localhost/",
        "abfss://raw@sa3.file.core.windows.net/",
        "abfss://sa3.dfs.core.windows.net/"
      })
  void whatIsNoDataRootIsRefused(String uri) {
    assertThatThrownBy(() -> provider.canonical(URI.create(uri)))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("abfss://<container>@<account>");
  }

  @Test
  void theHistoryIsAContainerOfItsOwnWithAFolderForEachRoot() {
    assertThat(provider.defaultHistory(URI.create("wasbs://raw@sa4.blob.core.windows.net/lake/x")))
        .hasToString("abfss://twinlake-history@sa4.dfs.core.windows.net/raw/lake/x/");
  }

  @Test
  void theEndpointIsWhereAbfsWouldLookForIt() {
    assertThat(endpoint("abfss", Map.of())).isEqualTo("https://sa3.blob.core.windows.net");
    assertThat(endpoint("abfs", Map.of())).isEqualTo("https://sa3.blob.core.windows.net");
    assertThat(endpoint("abfs", Map.of("fs.azure.always.use.https", "false")))
        .isEqualTo("http://sa3.blob.core.windows.net");
    assertThat(endpoint("abfss", Map.of("fs.azure.always.use.https", "false")))
        .isEqualTo("https://sa3.blob.core.windows.net");
    assertThat(
            endpoint(
                "abfs",
                Map.of(
                    "fs.azure.always.use.https", "false",
                    "fs.azure.abfs.endpoint", "azurite:10000")))
        .isEqualTo("http://azurite:10000/sa3");
  }

  private static String endpoint(String scheme, Map<String, String> settings) {
    return AzurePlace.of(URI.create(scheme + "://raw@sa3.dfs.core.windows.net/"))
        .endpoint(new StoreContext(settings, "test"));
  }

  @Test
  void bothProvidersAreFoundOnTheClassPath() {
    Stores stores =
        new Stores(
            new StoreContext(
                Map.of("fs.azure.account.key.sa3.dfs.core.windows.net", "a2V5"), "test"));
    assertThat(stores.open(URI.create("abfss://raw@sa3.dfs.core.windows.net/x")).root())
        .hasToString("abfss://raw@sa3.dfs.core.windows.net/x/");
    assertThat(stores.open(URI.create("file:///tmp/x")).root()).hasToString("file:///tmp/x/");
    assertThat(stores.defaultHistory(URI.create("file:///tmp/x")))
        .hasToString("file:///tmp/.twinlake-history/x/");
  }
}
