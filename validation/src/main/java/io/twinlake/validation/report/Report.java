package io.twinlake.validation.report;

import io.twinlake.core.ledger.RecoveryPoint;
import io.twinlake.validation.ValidationResult;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a page shows: a value, so that equal input gives an equal page.
 *
 * @param pair the pair of sites
 * @param from the site that is copied from
 * @param to the site that is copied to
 * @param shown the validation that the page is about; empty if there never was one
 * @param past kept validations, newest first
 * @param points recovery points, newest first
 * @param notes what could not be read, and what else a reader must know
 * @param madeAt when the page was made
 */
public record Report(
    String pair,
    String from,
    String to,
    Optional<ValidationResult> shown,
    List<Past> past,
    List<RecoveryPoint> points,
    List<String> notes,
    Instant madeAt) {
  public Report {
    past = List.copyOf(past);
    points = List.copyOf(points);
    notes = List.copyOf(notes);
  }

  /** The page, one file that needs nothing else, as UTF-8. It holds no script and loads nothing. */
  public byte[] html() {
    return new Page(this).render().getBytes(StandardCharsets.UTF_8);
  }
}
