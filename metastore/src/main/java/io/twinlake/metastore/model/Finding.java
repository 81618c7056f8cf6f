package io.twinlake.metastore.model;

import java.util.Locale;

/**
 * What somebody should know about one object.
 *
 * @param object which, for people
 * @param text what and what to do, without a secret
 */
public record Finding(Level level, String object, String text) {

  /** How bad it is. */
  public enum Level {
    /** Good to know. */
    NOTE,
    /** The object was left out, or is not what it should be; the rest went on. */
    LEFT_OUT,
    /** Nothing may be written before it is dealt with. */
    STOPS
  }

  public static Finding note(Key key, String text) {
    return new Finding(Level.NOTE, key.toString(), text);
  }

  public static Finding leftOut(Key key, String text) {
    return new Finding(Level.LEFT_OUT, key.toString(), text);
  }

  public static Finding stops(Key key, String text) {
    return new Finding(Level.STOPS, key.toString(), text);
  }

  @Override
  public String toString() {
    return "%s: %s (%s)"
        .formatted(object, text, level.name().toLowerCase(Locale.ROOT).replace('_', ' '));
  }
}
