package io.twinlake.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.Effect;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaceRulesTest {
  private static final Function<URI, String> TEXT = PlaceRules::ofText;

  /** As a store for Azure names its places: by account and container. */
  private static String azure(URI uri) {
    return "azure:%s/%s%s"
        .formatted(
            uri.getHost().substring(0, uri.getHost().indexOf('.')),
            uri.getUserInfo(),
            uri.getPath());
  }

  @Test
  void placesBesideEachOtherAreFine() {
    assertThat(
            PlaceRules.check(
                settings(
                    site("east", "mem://e/raw", "mem://e/control", "mem://e/history"),
                    site("west", "mem://w/raw", "mem://w/control", "mem://w/history")),
                TEXT))
        .isEmpty();
  }

  @ParameterizedTest(name = "east {0} {1} {2}, west {3} {4} {5}: {6} and {7}")
  @CsvSource(
      delimiter = '|',
      value = {
        // Source and target.
        "mem://x/a    | mem://c1 | mem://h1 | mem://x/a    | mem://c2 | mem://h2 | west.raw     | overwrite what it reads",
        "mem://x/a    | mem://c1 | mem://h1 | MEM://X/a/   | mem://c2 | mem://h2 | west.raw     | are one place",
        "mem://x/a    | mem://c1 | mem://h1 | mem://x/a/b  | mem://c2 | mem://h2 | west.raw     | copy its own copies",
        "mem://x/a/b  | mem://c1 | mem://h1 | mem://x/a    | mem://c2 | mem://h2 | east.raw     | copy its own copies",
        "mem://x/     | mem://c1 | mem://h1 | mem://x/a    | mem://c2 | mem://h2 | west.raw     | lies inside",
        // Control and history below data, and the reverse.
        "mem://x/a    | mem://x/a/c | mem://h1 | mem://y/a | mem://c2 | mem://h2 | east.control | replicated as data",
        "mem://x/a    | mem://c1 | mem://h1 | mem://y/a    | mem://x/a/c | mem://h2 | west.control | replicated as data",
        "mem://x/a    | mem://x/a | mem://h1 | mem://y/a   | mem://c2 | mem://h2 | east.control | replicated as data",
        "mem://x/a    | mem://c1 | mem://h1 | mem://y/a    | mem://c2 | mem://y/a/h | west.history | replicated as data",
        "mem://c1/raw | mem://c1 | mem://h1 | mem://y/a    | mem://c2 | mem://h2 | east.raw     | no longer needs",
        "mem://h1/raw | mem://c1 | mem://h1 | mem://y/a    | mem://c2 | mem://h2 | east.raw     | no longer needs",
        // What Twinlake keeps for itself.
        "mem://x/a    | mem://c  | mem://h1 | mem://y/a    | mem://c  | mem://h2 | west.control | what both know",
        "mem://x/a    | mem://c  | mem://h1 | mem://y/a    | mem://c/w | mem://h2 | west.control | lies inside",
        "mem://x/a    | mem://c1 | mem://c1 | mem://y/a    | mem://c2 | mem://h2 | east.history | remove recovery points",
        "mem://x/a    | mem://c1 | mem://c1/h | mem://y/a  | mem://c2 | mem://h2 | east.history | no longer needs",
        "mem://x/a    | mem://c1 | mem://h  | mem://y/a    | mem://c2 | mem://h  | west.history | are one place",
      })
  void placesThatMeetAreRefused(
      String eastRaw,
      String eastControl,
      String eastHistory,
      String westRaw,
      String westControl,
      String westHistory,
      String place,
      String message) {
    assertThat(
            PlaceRules.check(
                settings(
                    site("east", eastRaw, eastControl, eastHistory),
                    site("west", westRaw, westControl, westHistory)),
                TEXT))
        .anySatisfy(
            problem -> {
              assertThat(problem.place()).isEqualTo("sites." + place);
              assertThat(problem.message()).contains("sites." + place, message);
            });
  }

  @ParameterizedTest
  @CsvSource({
    "mem://x/raw, mem://x/raw-copy",
    "mem://x/raw, mem://x/rawcopy",
    "mem://x/raw, mem://x/Raw",
    "mem://x, mem://xy",
    "mem://x/a, mem2://x/a",
  })
  void aNameThatOnlyBeginsAlikeIsAnotherPlace(String one, String other) {
    assertThat(
            PlaceRules.check(
                settings(site("east", one, "mem://c1", ""), site("west", other, "mem://c2", "")),
                TEXT))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "abfss://raw@sa3.dfs.core.windows.net/, wasbs://raw@sa3.blob.core.windows.net/, true",
    "abfss://raw@sa3.dfs.core.windows.net/, wasb://raw@sa3.blob.core.windows.net/x, true",
    "abfss://raw@sa3.dfs.core.windows.net/, wasbs://raw@sa4.blob.core.windows.net/, false",
    "abfss://raw@sa3.dfs.core.windows.net/, abfs://raw2@sa3.dfs.core.windows.net/, false",
  })
  void theStoresNameDecidesNotTheText(String one, String other, boolean meet) {
    Settings settings =
        settings(
            site("east", one, "abfss://c@sa1.dfs.core.windows.net/", ""),
            site("west", other, "abfss://c@sa2.dfs.core.windows.net/", ""));
    assertThat(PlaceRules.check(settings, TEXT)).isEmpty();
    assertThat(PlaceRules.check(settings, PlaceRulesTest::azure)).hasSize(meet ? 1 : 0);
  }

  @Test
  void twoDataRootsOfOneSiteMustNotMeet() {
    Site east =
        new Site(
            "east",
            new TreeMap<>(
                Map.of("raw", URI.create("mem://x/"), "staging", URI.create("mem://x/s"))),
            URI.create("mem://c1"),
            Optional.empty());
    Site west =
        new Site(
            "west",
            new TreeMap<>(Map.of("raw", URI.create("mem://y/"), "staging", URI.create("mem://y"))),
            URI.create("mem://c2"),
            Optional.empty());
    assertThat(PlaceRules.check(settings(east, west), TEXT))
        .extracting(PlaceProblem::message)
        .containsExactly(
            "sites.east.staging lies inside sites.east.raw: its objects would belong to both data"
                + " roots. Put them beside each other",
            "sites.west.raw and sites.west.staging are one place: two data roots would replicate"
                + " each object twice. Give each a place of its own");
  }

  @Test
  void allProblemsAreThrownTogether() {
    Settings settings =
        settings(site("east", "mem://x", "mem://c", ""), site("west", "mem://x", "mem://c", ""));
    assertThatThrownBy(() -> PlaceRules.require(settings, TEXT))
        .isInstanceOfSatisfying(
            SettingsException.class,
            e -> assertThat(e.effect()).isEqualTo(Effect.NONE_DO_NOT_RETRY))
        .hasMessageContainingAll("sites.west.raw", "sites.west.control", "Nothing was read");
  }

  private static Site site(String name, String raw, String control, String history) {
    return new Site(
        name,
        new TreeMap<>(Map.of("raw", URI.create(raw))),
        URI.create(control),
        Optional.of(history).filter(text -> !text.isEmpty()).map(URI::create));
  }

  private static Settings settings(Site east, Site west) {
    return new Settings(
        "pair",
        new TreeMap<>(Map.of("east", east, "west", west)),
        "east",
        "west",
        List.of(),
        TransferSettings.DEFAULTS,
        ThrottleSettings.NONE,
        Settings.Tables.REFUSE,
        WorkspaceSettings.DEFAULTS,
        new TreeMap<>(),
        MetastoreSettings.DEFAULTS,
        ValidationSettings.DEFAULTS);
  }
}
