package io.twinlake.core.access;

import io.twinlake.core.access.AccessMapping.Unmapped;
import io.twinlake.core.store.Access;
import io.twinlake.core.store.AclEntry;
import io.twinlake.core.store.AclEntry.Kind;
import io.twinlake.core.store.AclEntry.Scope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Decides what the access of a file or directory at the target becomes, from what it is at the
 * source. Pure: equal input gives an equal decision.
 */
public final class AccessRule {
  /** The owner that the service itself names where there is no identity; the same everywhere. */
  private static final String SUPERUSER = "$superuser";

  private AccessRule() {}

  /**
   * Decides for one file or directory.
   *
   * @param target what is there now; empty for one that was just made
   */
  public static AccessDecision decide(
      Access source, Optional<Access> target, AccessMapping mapping) {
    List<String> missing = new ArrayList<>();
    String owner =
        name(source.owner(), mapping.users(), mapping.unmapped(), "user", missing)
            .orElseGet(() -> target.map(Access::owner).orElse(""));
    String group =
        name(source.group(), mapping.groups(), mapping.unmapped(), "group", missing)
            .orElseGet(() -> target.map(Access::group).orElse(""));
    List<AclEntry> entries = entries(source, mapping, missing);
    if (!missing.isEmpty()) {
      return new AccessDecision.Unmappable(
          "aclMap has no entry for "
              + missing.stream().distinct().collect(Collectors.joining(", ")));
    }
    Access wanted = new Access(owner, group, source.mode(), entries);
    return target.filter(wanted::equals).isPresent()
        ? new AccessDecision.Same()
        : new AccessDecision.Set(wanted);
  }

  /** Two of the source's names may be one at the target: its entry then allows what either did. */
  private static List<AclEntry> entries(
      Access source, AccessMapping mapping, List<String> missing) {
    Map<List<Object>, AclEntry> mapped = new LinkedHashMap<>();
    for (AclEntry entry : source.entries()) {
      Optional<String> name = Optional.of("");
      if (!entry.name().isEmpty()) {
        boolean user = entry.kind() == Kind.USER;
        name =
            name(
                entry.name(),
                user ? mapping.users() : mapping.groups(),
                mapping.unmapped(),
                user ? "user" : "group",
                missing);
      }
      name.ifPresent(
          to ->
              mapped.merge(
                  List.of(entry.scope(), entry.kind(), to),
                  new AclEntry(entry.scope(), entry.kind(), to, entry.bits()),
                  (a, b) -> new AclEntry(a.scope(), a.kind(), a.name(), a.bits() | b.bits())));
    }
    List<AclEntry> entries = new ArrayList<>(mapped.values());
    boolean named =
        entries.stream().anyMatch(e -> e.scope() == Scope.ACCESS && !e.name().isEmpty());
    if (!named) {
      // A mask belongs to named entries; stores drop one that masks nothing.
      boolean hadNamed =
          source.entries().stream().anyMatch(e -> e.scope() == Scope.ACCESS && !e.name().isEmpty());
      if (hadNamed) {
        entries.removeIf(e -> e.scope() == Scope.ACCESS && e.kind() == Kind.MASK);
      }
    }
    return entries;
  }

  private static Optional<String> name(
      String name,
      Map<String, String> names,
      Unmapped unmapped,
      String kind,
      List<String> missing) {
    if (name.equals(SUPERUSER)) {
      return Optional.of(name);
    }
    if (names.containsKey(name)) {
      return Optional.of(names.get(name));
    }
    return switch (unmapped) {
      case KEEP -> Optional.of(name);
      case DROP -> Optional.empty();
      case REFUSE -> {
        missing.add(kind + " '" + name + "'");
        yield Optional.of(name);
      }
    };
  }
}
