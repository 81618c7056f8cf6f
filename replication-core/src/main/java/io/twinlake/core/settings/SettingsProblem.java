package io.twinlake.core.settings;

import java.io.Serializable;

/**
 * One thing that is wrong with a settings file.
 *
 * @param origin the file, as its reader named it
 * @param line counted from 1
 * @param message what is wrong and what to write instead; never a value that may be a secret
 */
public record SettingsProblem(String origin, int line, String message) implements Serializable {

  /** {@code twinlake.yaml:12: message}. */
  @Override
  public String toString() {
    return origin + ":" + line + ": " + message;
  }
}
