package io.twinlake.metastore.model;

import java.util.Locale;

/** What a catalog consists of, in the order in which it is made. */
public enum Kind {
  DATABASE,
  FUNCTION,
  TABLE,
  PARTITION,
  STATISTICS,
  CONSTRAINT,
  GRANT;

  /** For people. */
  public String title() {
    return name().toLowerCase(Locale.ROOT);
  }
}
