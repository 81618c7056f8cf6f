package io.twinlake.benchmarks;

import java.util.List;
import java.util.Map;

/**
 * Something that copies a lake, as a whole process.
 *
 * @param name what {@code --only} calls it
 * @param title what the table calls it
 * @param way whether the bytes go through it
 * @param missing why it cannot run here; empty if it can
 * @param slow whether it runs only when asked for by {@code --all} or by name
 * @param prepare writes what it needs for a target, and returns its command
 */
record Engine(
    String name, String title, Way way, String missing, boolean slow, Preparation prepare) {

  /** How the bytes travel. */
  enum Way {
    INSIDE("inside"),
    THROUGH("through");

    private final String shown;

    Way(String shown) {
      this.shown = shown;
    }

    String shown() {
      return shown;
    }
  }

  /** Makes the command for a target container. */
  interface Preparation {
    Command commandFor(String container) throws java.io.IOException;
  }

  /**
   * A process to be.
   *
   * @param line program and arguments
   * @param again program and arguments where nothing has changed
   * @param environment added to this process's own
   */
  record Command(List<String> line, List<String> again, Map<String, String> environment) {
    Command(List<String> line, Map<String, String> environment) {
      this(line, line, environment);
    }
  }
}
