package io.twinlake.workspace.activate;

import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Snapshot;
import io.twinlake.workspace.sync.Starters;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether a site's workspace works by itself, kept on its control root.
 *
 * @param format {@code workspace-activation/1.0}
 * @param number one more than that of the document before
 * @param site whose workspace
 * @param state what it is, or is becoming
 * @param at when
 * @param intents what was awake when it was last put to rest, so that it can be woken again
 */
public record Activation(
    String format, long number, String site, State state, Instant at, List<Intent> intents) {
  static final String FORMAT = "workspace-activation/1";

  /** What a workspace is, or is becoming. */
  public enum State {
    ACTIVE,
    PASSIVE,
    /** An activation began and did not end. */
    ACTIVATING,
    /** A deactivation began and did not end. */
    DEACTIVATING
  }

  /**
   * What starts by itself in one object.
   *
   * @param values by place in its description
   */
  public record Intent(Kind kind, String id, String key, Map<String, String> values) {}

  /**
   * What a workspace at rest held if it were awake: an archive of it says what was awake before, so
   * that its copy can be woken.
   */
  public Snapshot awake(Snapshot read) {
    if (state != State.PASSIVE && state != State.DEACTIVATING) {
      return read;
    }
    Starters starters = new Starters(true);
    Map<Kind, Map<String, Intent>> byId = new EnumMap<>(Kind.class);
    intents.forEach(
        intent ->
            byId.computeIfAbsent(intent.kind(), kind -> new HashMap<>()).put(intent.id(), intent));
    return read.map(
        item -> {
          Intent intent = byId.getOrDefault(item.kind(), Map.of()).get(item.id());
          return intent == null
              ? item
              : item.withBody(starters.with(item.kind(), item.body(), intent.values()));
        });
  }

  public Activation {
    intents = List.copyOf(intents);
  }
}
