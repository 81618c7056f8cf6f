package io.twinlake.jobs.cli;

import io.twinlake.core.settings.PriceTable;
import io.twinlake.core.settings.Rates;
import java.util.Optional;

/**
 * What an estimate assumes.
 *
 * @param prices the price table
 * @param rates empty where none was given
 */
public record Assumptions(Optional<PriceTable> prices, Optional<Rates> rates) {
  /** Nothing. */
  public static final Assumptions NONE = new Assumptions(Optional.empty(), Optional.empty());
}
