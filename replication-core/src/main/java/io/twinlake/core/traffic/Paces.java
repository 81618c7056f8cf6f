package io.twinlake.core.traffic;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The paces of this JVM: one for each run, side and account, whoever asks for it, so that all
 * threads and tasks of a run share it.
 */
public final class Paces {
  /** Old runs of a JVM that lives long are forgotten. */
  private static final int MOST = 256;

  private static final Map<String, AccountPace> PACES =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, AccountPace> eldest) {
          return size() > MOST;
        }
      };

  private Paces() {}

  /**
   * The pace of the account that holds {@code root}.
   *
   * @param budget this JVM's, as of now: where it has changed, the pace follows
   * @param told who waits for what
   */
  public static Pace of(String run, Side side, URI root, Budget budget, Consumer<String> told) {
    String key = run + (side.isAtSource() ? " source " : " target ") + account(root);
    synchronized (PACES) {
      AccountPace pace =
          PACES.computeIfAbsent(
              key, k -> new AccountPace(side, budget, AccountPace.Time.REAL, told));
      pace.adapt(budget);
      return pace;
    }
  }

  /**
   * What a service limits as one: the account, whatever the container and the endpoint; the scheme
   * where there is no host.
   */
  static String account(URI root) {
    return Optional.ofNullable(root.getHost())
        .or(() -> Optional.ofNullable(root.getAuthority()).filter(a -> !a.isEmpty()))
        .map(host -> host.replaceFirst("^([^.]+)\\.(blob|dfs)\\.", "$1."))
        .orElse(root.getScheme() + ":");
  }
}
