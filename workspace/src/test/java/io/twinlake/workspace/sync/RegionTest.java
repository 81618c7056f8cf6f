package io.twinlake.workspace.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Which places rules put in the place of others. */
class RegionTest {
  private static List<String> places(Region.What what, String from, String to, String text) {
    return new Region(List.of(new Region.Rule(what, from, to)))
        .places(text).stream().map(place -> place.here() + " > " + place.there()).toList();
  }

  @Test
  void anAccountIsItsHostWhateverSurroundsIt() {
    for (String text :
        List.of(
            "abfss://raw@sales.dfs.core.windows.net/x",
            "{\"spark_conf.lake\":{\"value\":\"abfss://raw@Sales.dfs.core.windows.net:443/\"}}",
            "fs.azure.account.key,sales.dfs.core.windows.net")) {
      assertThat(
              places(
                  Region.What.STORAGE_ACCOUNT,
                  text.contains("Sales") ? "Sales" : "sales",
                  "saleswest",
                  text))
          .containsExactly("sales.dfs.core.windows.net > saleswest.dfs.core.windows.net");
    }
    assertThat(
            places(
                Region.What.STORAGE_ACCOUNT,
                "sales",
                "saleswest",
                "presales.dfs.core.windows.net sales"))
        .isEmpty();
  }

  @Test
  void anAccountInTheNameOfASparkSettingIsItsHost() {
    assertThat(
            places(
                Region.What.STORAGE_ACCOUNT,
                "sales",
                "saleswest",
                "fs.azure.account.auth.type.sales.dfs.core.windows.net"))
        .containsExactly("sales.dfs.core.windows.net > saleswest.dfs.core.windows.net");
  }

  @Test
  void aVaultIsItsAddressAndNoneWhereOnlyItsIdStands() {
    assertThat(
            places(Region.What.KEY_VAULT, "kv-east", "kv-west", "https://kv-east.vault.azure.net/"))
        .containsExactly("kv-east.vault.azure.net > kv-west.vault.azure.net");
    assertThat(
            places(Region.What.KEY_VAULT, "kv-east", "kv-west", "/subscriptions/s/vaults/kv-east"))
        .containsExactly(" > ");
  }

  @Test
  void anEndpointIsItsHostWithoutPortAndPathWhereverTheRuleStandsInIt() {
    assertThat(
            places(
                Region.What.TEXT,
                "hub-east",
                "hub-west",
                "Endpoint=sb://hub-east.servicebus.windows.net/;x=1"))
        .containsExactly("hub-east.servicebus.windows.net > hub-west.servicebus.windows.net");
    assertThat(
            places(
                Region.What.TEXT,
                "https://api.east.example.com:8443/v1",
                "https://api.west.example.com:9443/v2",
                "call https://api.east.example.com:8443/v1/x"))
        .containsExactly("api.east.example.com > api.west.example.com");
    assertThat(places(Region.What.TEXT, "10.1.0.4", "10.2.0.4", "jdbc:sqlserver://10.1.0.4:1433"))
        .as("numbers are no names")
        .containsExactly(" > ");
    assertThat(places(Region.What.TEXT, "east_cat", "west_cat", "east_cat.db.t"))
        .containsExactly(" > ");
  }
}
