package io.twinlake.workspace.activate;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Jobs that are woken together. What no wave names is woken last.
 *
 * @param name of the wave
 * @param jobs names of jobs; a star stands for any text
 * @param canaries of them, those that are run once, and must end well, before the next wave
 */
public record Wave(String name, List<String> jobs, List<String> canaries) {
  public Wave {
    jobs = List.copyOf(jobs);
    canaries = List.copyOf(canaries);
  }

  boolean has(String job) {
    return matches(jobs, job) || isCanary(job);
  }

  boolean isCanary(String job) {
    return matches(canaries, job);
  }

  private static boolean matches(List<String> globs, String job) {
    return globs.stream()
        .anyMatch(glob -> Pattern.matches("\\Q" + glob.replace("*", "\\E.*\\Q") + "\\E", job));
  }
}
