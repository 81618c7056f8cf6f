package io.twinlake.validation;

import io.twinlake.core.store.Stores;
import io.twinlake.core.traffic.Traffic;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a validation can use beside the JVM that it runs in.
 *
 * @param tables reads tables; without it the level {@code table} cannot tell
 * @param objects compares large datasets on many machines; without it this JVM compares all
 * @param data opens the data roots; without it they are opened as the control roots are
 * @param listing opens the data roots by the way by which they are to be listed; without it they
 *     are listed as they are read
 * @param traffic what the stores of this JVM have asked so far
 */
public record ValidationTools(
    Optional<TableEngine> tables,
    Optional<ObjectEngine> objects,
    Optional<Stores> data,
    Optional<Stores> listing,
    Supplier<Traffic> traffic) {
  /** Nothing beside this JVM. */
  public static final ValidationTools NONE =
      new ValidationTools(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          () -> Traffic.NONE);
}
