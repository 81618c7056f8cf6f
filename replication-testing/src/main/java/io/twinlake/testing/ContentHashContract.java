package io.twinlake.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.Effect;
import io.twinlake.core.store.Ability;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import org.junit.jupiter.api.Test;

/**
 * The promises of {@link Ability#CONTENT_HASH}, for stores whose bytes travel: what is damaged on
 * the way is refused.
 */
public abstract class ContentHashContract extends StoreContract {

  /**
   * The place of the last {@link #emptyStore()}, on a way that damages every content it carries.
   */
  protected abstract ObjectStore sameStoreOnADamagingWay();

  @Test
  void theStoreDeclaresIt() {
    assertThat(emptyStore().abilities()).contains(Ability.CONTENT_HASH);
  }

  @Test
  void aDamagedContentIsRefusedAndTheOldObjectStays() {
    ObjectEntry old = write(emptyStore(), "a", "old content");
    ObjectStore damaging = sameStoreOnADamagingWay();

    assertThatThrownBy(
            () ->
                write(
                    damaging,
                    "a",
                    "new content",
                    ObjectMetadata.NONE,
                    Expected.version(old.version())))
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> {
              assertThat(e.problem()).isEqualTo(StoreProblem.CORRUPTED);
              assertThat(e.effect()).isEqualTo(Effect.NONE_MAY_RETRY);
            });
    assertThat(read(damaging, old)).isEqualTo("old content");
  }
}
