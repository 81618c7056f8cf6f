package io.twinlake.core.transfer;

import io.twinlake.core.Effect;
import io.twinlake.core.settings.DatasetSettings.Replace;
import io.twinlake.core.store.Ability;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;

/** Whether objects at a target are replaced, and how. */
public enum Replacing {
  /** In one step: readers see the old object or the new one. */
  ATOMIC,
  /** Removed, then written anew, as the settings allow. */
  IN_PLACE,
  /** Not at all: the target cannot do it in one step, and the settings allow nothing else. */
  REFUSED;

  /** What {@code target} can do and {@code replace} allows. Costs no request. */
  public static Replacing of(ObjectStore target, Replace replace) {
    if (target.abilities().contains(Ability.REPLACE_ATOMICALLY)) {
      return ATOMIC;
    }
    return replace == Replace.IN_PLACE ? IN_PLACE : REFUSED;
  }

  /**
   * Passes unless something would be replaced that must not be.
   *
   * @throws StoreException that names the setting; nothing was written
   */
  public void require(ObjectPath path, Expected expected) {
    if (this == REFUSED && expected.version().isPresent()) {
      throw new StoreException(
          Effect.NONE_DO_NOT_RETRY,
          StoreProblem.OTHER,
          "%s is not replaced: this target cannot do that in one step, so readers would see none for a moment. Nothing was written. Set 'replace: in-place' to allow it; what is replaced is in history."
              .formatted(path));
    }
  }
}
