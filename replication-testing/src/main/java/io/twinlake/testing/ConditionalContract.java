package io.twinlake.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.store.Ability;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.PreconditionFailedException;
import io.twinlake.core.store.StoreException;
import java.io.ByteArrayInputStream;
import org.junit.jupiter.api.Test;

/** The promises of {@link Ability#CONDITIONAL}. */
public abstract class ConditionalContract extends StoreContract {

  @Test
  void theStoreDeclaresIt() {
    assertThat(emptyStore().abilities()).contains(Ability.CONDITIONAL);
  }

  @Test
  void replacesTheVersionThatIsExpected() {
    ObjectStore store = emptyStore();
    ObjectEntry old = write(store, "a", "old");
    ObjectEntry replaced = replace(store, old, "newer");

    assertThat(read(store, "a")).isEqualTo("newer");
    assertThat(replaced.version()).isNotEqualTo(old.version());
    assertThat(store.find(path("a")).orElseThrow().version()).isEqualTo(replaced.version());
  }

  @Test
  void aReplacementOfTheSameSizeHasAnotherVersion() {
    ObjectStore store = emptyStore();
    ObjectEntry entry = write(store, "a", "0000");
    for (int i = 1; i < 5; i++) {
      ObjectEntry next = replace(store, entry, "000" + i);
      assertThat(next.version()).isNotEqualTo(entry.version());
      entry = next;
    }
  }

  @Test
  void aSecondReplacementOfTheSameVersionIsRefused() {
    ObjectStore store = emptyStore();
    ObjectEntry old = write(store, "a", "old");
    replace(store, old, "newer");

    assertThatThrownBy(() -> replace(store, old, "newest"))
        .isInstanceOf(PreconditionFailedException.class)
        .hasMessageContaining("Nothing was written");
    assertThat(read(store, "a")).isEqualTo("newer");
  }

  @Test
  void aReplacementOfWhatIsGoneIsRefusedAndWritesNothing() {
    ObjectStore store = emptyStore();
    ObjectEntry old = write(store, "a", "old");
    store.delete(old.path(), old.version());

    assertThatThrownBy(() -> replace(store, old, "newer"))
        .isInstanceOf(PreconditionFailedException.class);
    assertThat(entries(store, "")).isEmpty();
  }

  @Test
  void contentOfTheWrongLengthLeavesTheOldObject() {
    ObjectStore store = emptyStore();
    ObjectEntry old = write(store, "a", "old");

    for (long wrong : new long[] {4, 6}) {
      assertThatThrownBy(
              () ->
                  store.write(
                      old.path(),
                      new ByteArrayInputStream("12345".getBytes(UTF_8)),
                      wrong,
                      ObjectMetadata.NONE,
                      Expected.version(old.version())))
          .isInstanceOf(StoreException.class);
      assertThat(read(store, old)).isEqualTo("old");
    }
  }

  @Test
  void deletesTheVersionThatIsExpected() {
    ObjectStore store = emptyStore();
    ObjectEntry entry = write(store, "a/b/c", "x");
    write(store, "a/b/d", "y");
    store.delete(entry.path(), entry.version());

    assertThat(paths(store, "")).containsExactly("a/b/d");
  }

  @Test
  void deletingWhatIsAlreadyGoneIsASuccess() {
    ObjectStore store = emptyStore();
    ObjectEntry entry = write(store, "a/b", "x");
    store.delete(entry.path(), entry.version());
    store.delete(entry.path(), entry.version());
    store.delete(path("never/was"), entry.version());

    assertThat(entries(store, "")).isEmpty();
  }

  @Test
  void anotherVersionIsNotDeleted() {
    ObjectStore store = emptyStore();
    ObjectEntry old = write(store, "a", "old");
    replace(store, old, "newer");

    assertThatThrownBy(() -> store.delete(old.path(), old.version()))
        .isInstanceOf(PreconditionFailedException.class);
    assertThat(read(store, "a")).isEqualTo("newer");
  }
}
