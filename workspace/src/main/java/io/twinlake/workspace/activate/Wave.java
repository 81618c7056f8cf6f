package io.twinlake.workspace.activate;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Jobs that are woken together. What no wave names is woken last.
 *
 * @param name of the wave
 * @param jobs names of jobs; a star stands for any text
 */
public record Wave(String name, List<String> jobs) {
  public Wave {
    jobs = List.copyOf(jobs);
  }

  boolean has(String job) {
    return jobs.stream()
        .anyMatch(glob -> Pattern.matches("\\Q" + glob.replace("*", "\\E.*\\Q") + "\\E", job));
  }
}
