package io.twinlake.core.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.settings.TransferSettings.Route;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectType;
import io.twinlake.core.store.ObjectVersion;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.core.store.VersionChangedException;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HistoryTest {
  private static final ObjectPath PATH = ObjectPath.of("date=2026-11-21/part-0");
  private static final String KEPT = "0000000007/orders/date=2026-11-21/part-0";
  private static final ObjectMetadata METADATA =
      ObjectMetadata.of(Map.of("Content-Type", "text/csv"), Map.of("owner", "lake"))
          .copiedFrom(ObjectVersion.strong("source-1"));

  private final ScriptedStore target = new ScriptedStore("target");
  private final ScriptedStore kept = new ScriptedStore("kept");

  private History history(Route route) {
    return new History(target, kept, ObjectTransferTest.settings(route));
  }

  private History history() {
    return history(Route.AUTO);
  }

  /** What a ledger row knows of an object: no metadata, no time. */
  private ObjectEntry replaced(int length) {
    ObjectEntry there = target.put("orders/" + PATH, ObjectTransferTest.bytes(length), METADATA);
    return new ObjectEntry(
        there.path(), length, there.version(), Instant.EPOCH, ObjectType.FILE, ObjectMetadata.NONE);
  }

  @Test
  void keepsASmallObjectByOneRequestAndSaysWhere() {
    String where = history().keep(replaced(50), 7, "orders", PATH);

    assertThat(where).isEqualTo("memory://kept/0000000007/orders/date%3D2026-11-21/part-0");
    assertThat(kept.content(KEPT)).contains(ObjectTransferTest.bytes(50));
    assertThat(kept.calls()).isEqualTo(Map.of("copy", 1));
    assertThat(target.calls()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"AUTO,0", "AUTO,50", "AUTO,500", "STREAMED,0", "STREAMED,5", "STREAMED,500"})
  void keepsTheMetadataAndTheMarkThatTheObjectHad(Route route, int length) {
    history(route).keep(replaced(length), 7, "orders", PATH);

    assertThat(kept.content(KEPT)).contains(ObjectTransferTest.bytes(length));
    assertThat(kept.inner().find(ObjectPath.of(KEPT)).orElseThrow().metadata()).isEqualTo(METADATA);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 500})
  void whatARunThatDiedKeptBeforeStaysAndIsNotCompared(int length) {
    kept.put(KEPT, "older");
    String where = history().keep(replaced(length), 7, "orders", PATH);

    assertThat(HistoryLocation.parse(where).path()).isEqualTo(ObjectPath.of(KEPT));
    assertThat(kept.text(KEPT)).contains("older");
    assertThat(kept.calls("read") + target.calls("read")).isZero();
    assertThat(kept.calls("stageFrom")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"n", "\uD83D\uDE00", "n/"})
  void aPathThatIsTooLongForHistoryHasAShorterPlaceOfItsOwn(String part) {
    String text = "x" + part.repeat(1023 / part.length());
    ObjectPath one = ObjectPath.of(text);
    ObjectPath other = ObjectPath.of(text.substring(0, text.length() - 2) + "?");
    ObjectPath place = History.place(7, "orders", one);

    assertThat(place.value()).startsWith("0000000007/orders/x" + part).hasSizeLessThan(900);
    assertThat(place).isEqualTo(History.place(7, "orders", one));
    assertThat(place).isNotEqualTo(History.place(7, "orders", other));
    HistoryLocation location = new HistoryLocation(URI.create("memory://kept/"), place);
    assertThat(HistoryLocation.parse(location.text())).isEqualTo(location);
  }

  @Test
  void anotherPointKeepsItsOwn() {
    history().keep(replaced(5), 7, "orders", PATH);
    history().keep(replaced(6), 8, "orders", PATH);

    assertThat(kept.content(KEPT)).contains(ObjectTransferTest.bytes(5));
    assertThat(kept.content(KEPT.replace("07/", "08/"))).contains(ObjectTransferTest.bytes(6));
  }

  @ParameterizedTest
  @EnumSource(Route.class)
  void makesTheMissingRootOnce(Route route) {
    kept.inner().dropRoot();
    History history = history(route);
    history.keep(replaced(50), 7, "orders", PATH);
    history.keep(replaced(51), 8, "orders", PATH);

    assertThat(kept.calls("createRoot")).isEqualTo(1);
    assertThat(kept.content(KEPT)).contains(ObjectTransferTest.bytes(50));
  }

  @Test
  void aMissingRootOfTheTargetStaysAnError() {
    ObjectEntry replaced = replaced(50);
    target.inner().dropRoot();

    assertThatThrownBy(() -> history().keep(replaced, 7, "orders", PATH))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.problem()).isEqualTo(StoreProblem.ROOT_MISSING))
        .hasMessageContaining("memory://target/");
  }

  @ParameterizedTest
  @CsvSource({"AUTO,50", "AUTO,500", "STREAMED,5", "STREAMED,500"})
  void anObjectThatChangedIsNotKeptInItsNewForm(Route route, int length) {
    ObjectEntry replaced = replaced(length);
    target.put("orders/" + PATH, "new");

    assertThatThrownBy(() -> history(route).keep(replaced, 7, "orders", PATH))
        .isInstanceOfSatisfying(
            VersionChangedException.class, e -> assertThat(e.isGone()).isFalse());
    assertThat(kept.content(KEPT)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"AUTO,50", "AUTO,500", "STREAMED,5"})
  void anObjectThatIsGoneIsSaidToBeGone(Route route, int length) {
    ObjectEntry replaced = replaced(length);
    target.inner().delete(replaced.path(), replaced.version());

    assertThatThrownBy(() -> history(route).keep(replaced, 7, "orders", PATH))
        .isInstanceOfSatisfying(
            VersionChangedException.class, e -> assertThat(e.isGone()).isTrue());
  }

  @Test
  void aTwinThatCommittedTheSameBlocksFirstIsFine() {
    ObjectEntry replaced = replaced(500);
    kept.before("commit", 1, () -> history().keep(replaced, 7, "orders", PATH));

    assertThat(history().keep(replaced, 7, "orders", PATH)).contains("part-0");
    assertThat(kept.content(KEPT)).contains(ObjectTransferTest.bytes(500));
  }

  @Test
  void findsWhatWasKept() {
    assertThat(history().find(7, "orders", PATH)).isEmpty();
    String where = history().keep(replaced(50), 7, "orders", PATH);

    assertThat(history().find(7, "orders", PATH)).contains(where);
    assertThat(history().find(8, "orders", PATH)).isEmpty();
    kept.inner().dropRoot();
    assertThat(history().find(7, "orders", PATH)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b"})
  void refusesADatasetThatIsNoName(String dataset) {
    assertThatThrownBy(() -> History.place(7, dataset, PATH))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "plain/part-0, plain/part-0",
    "a b+c, a%20b%2Bc",
    "a%2Fb, a%252Fb",
    "a//b, a//b",
    "x/../z/./, x/../z/./",
    "q?#[]*, q%3F%23%5B%5D%2A",
    "größe, gr%C3%B6%C3%9Fe",
    "\uD83D\uDE00, %F0%9F%98%80",
    "back\\slash, back%5Cslash"
  })
  void aPlaceReadsBackAsThePathItWas(String path, String encoded) {
    URI root = URI.create("abfss://history@sa4.dfs.core.windows.net/");
    HistoryLocation location = new HistoryLocation(root, ObjectPath.of(path));

    assertThat(location.text()).isEqualTo(root + encoded);
    assertThat(HistoryLocation.parse(location.text())).isEqualTo(location);
  }

  @Test
  void aPlaceBelowADirectoryReadsBackFromTheTopOfItsStore() {
    HistoryLocation location =
        new HistoryLocation(URI.create("file:///mnt/.twinlake-history"), ObjectPath.of("a b"));

    assertThat(location.text()).isEqualTo("file:///mnt/.twinlake-history/a%20b");
    assertThat(HistoryLocation.parse(location.text()))
        .isEqualTo(
            new HistoryLocation(
                URI.create("file:///"), ObjectPath.of("mnt/.twinlake-history/a b")));
    assertThat(HistoryLocation.parse("file:/mnt/x").root()).isEqualTo(URI.create("file:/"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "orders/part-0", "abfss://history@sa4", "memory://kept/", "m://k/%4"})
  void refusesWhatIsNoPlace(String text) {
    assertThatThrownBy(() -> HistoryLocation.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPathThatIsNoUnicodeHasNoPlace() {
    HistoryLocation location =
        new HistoryLocation(URI.create("memory://kept/"), ObjectPath.of("\uD83D"));

    assertThatThrownBy(location::text).isInstanceOf(IllegalArgumentException.class);
  }
}
