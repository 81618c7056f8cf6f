package io.twinlake.core.settings;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What tells the rows of a dataset's tables apart when validation compares them.
 *
 * @param key columns that name a row; empty where none do
 * @param time the column that says when a row came to be, a timestamp or a date; empty for none
 * @param window how far back rows are compared; zero for all
 * @param settle the newest rows are left out for so long, as the other site may not have them yet
 */
public record RowIdentity(List<String> key, String time, Duration window, Duration settle)
    implements Serializable {
  public static final RowIdentity NONE =
      new RowIdentity(List.of(), "", Duration.ZERO, Duration.ZERO);

  public RowIdentity {
    key = List.copyOf(key);
  }

  /** Rows before this are left out. */
  public Optional<Instant> from(Instant now) {
    return window.isZero() ? Optional.empty() : Optional.of(now.minus(window));
  }

  /** Rows from this on are left out. */
  public Optional<Instant> to(Instant now) {
    return settle.isZero() ? Optional.empty() : Optional.of(now.minus(settle));
  }

  static RowIdentity read(SettingsReader section) {
    RowIdentity read =
        new RowIdentity(
            section.texts("key", "write the names of columns, [order_id]").stream()
                .map(YamlNode.Scalar::text)
                .toList(),
            section.text("time").orElse(""),
            section.duration("window", Duration.ZERO),
            section.duration("settle", Duration.ZERO));
    if (read.time().isEmpty() && (section.has("window") || section.has("settle"))) {
      section.problem(
          section.has("window") ? "window" : "settle",
          "has no effect without 'time'; name the column that says when a row came to be");
    }
    return read;
  }
}
