package io.twinlake.core.preflight;

import static io.twinlake.core.preflight.Check.COPY;
import static io.twinlake.core.preflight.Check.DELETE;
import static io.twinlake.core.preflight.Check.LIST;
import static io.twinlake.core.preflight.Check.READ;
import static io.twinlake.core.preflight.Check.RESOLVE;
import static io.twinlake.core.preflight.Check.SIGN_IN;
import static io.twinlake.core.preflight.Check.WRITE;

import java.util.EnumSet;
import java.util.Set;

/** What a place is to a run, and so what is tried there. */
public enum Use {
  /** A data root that is copied from. Never written. */
  SOURCE_DATA(EnumSet.of(RESOLVE, SIGN_IN, LIST, READ, COPY)),
  /** The source's control root. A run only reads its role, so only that is tried. */
  SOURCE_CONTROL(EnumSet.of(RESOLVE, SIGN_IN, LIST, READ)),
  /** A data root that both sides write, and that is only compared. */
  COMPARED_DATA(EnumSet.of(RESOLVE, SIGN_IN, LIST, READ)),
  /** A data root that is copied to. Writing is tried in a way that leaves nothing to see. */
  TARGET_DATA(EnumSet.of(RESOLVE, SIGN_IN, LIST, READ, WRITE, DELETE)),
  /** Where recovery points lie. A probe is put and removed. */
  TARGET_CONTROL(EnumSet.of(RESOLVE, SIGN_IN, LIST, READ, WRITE, DELETE)),
  /** Where replaced bytes go. A probe is put and removed. */
  HISTORY(EnumSet.of(RESOLVE, SIGN_IN, LIST, READ, WRITE, DELETE));

  private final EnumSet<Check> checks;

  Use(EnumSet<Check> checks) {
    this.checks = checks;
  }

  /** What is tried there. */
  Set<Check> checks() {
    return EnumSet.copyOf(checks);
  }

  /** Whether a run makes the root if it is missing, and puts objects of its own into it. */
  boolean isOurs() {
    return this == TARGET_CONTROL || this == HISTORY;
  }
}
