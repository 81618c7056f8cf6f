package io.twinlake.core.run;

import io.twinlake.core.group.GroupRule;
import io.twinlake.core.group.Member;
import io.twinlake.core.settings.DatasetSettings.Mode;
import io.twinlake.core.store.ObjectPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The consistency groups of a run. A group is judged twice: by its plans, before anything of it is
 * written, and once the data of all its datasets is at the target, before markers and logs say so
 * to readers. What is held keeps its last entry in the point; what was copied is claimed, and the
 * next run takes it.
 */
final class GroupStep {
  private final RunSession session;
  private final Map<String, List<DatasetWork>> groups = new TreeMap<>(ObjectPath::compareUtf8);

  GroupStep(RunSession session, List<DatasetWork> works) {
    this.session = session;
    for (DatasetWork work : works) {
      if (work.settings().mode() == Mode.REPLICATE) {
        work.settings()
            .group()
            .ifPresent(g -> groups.computeIfAbsent(g, n -> new ArrayList<>()).add(work));
      }
    }
  }

  boolean isMember(DatasetWork work) {
    return groups.values().stream().anyMatch(members -> members.contains(work));
  }

  /** Holds what would change too much, or of what something could not even be planned. */
  void judgePlans() {
    groups.forEach(
        (name, works) -> {
          GroupRule rule = rule(name);
          List<Member> members = works.stream().map(DatasetWork::asMember).toList();
          if (!session.isReleased(name)) {
            rule.massChange(members).ifPresent(why -> hold(works, why));
          }
          rule.failure(members).ifPresent(why -> hold(works, why));
        });
  }

  /** Holds what failed since, before anything of the group shows. */
  void judgeData() {
    groups.forEach(
        (name, works) -> {
          GroupRule rule = rule(name);
          List<Member> members = works.stream().map(DatasetWork::asMember).toList();
          if (!session.isReleased(name)) {
            rule.massChangeSincePlanned(members).ifPresent(why -> hold(works, why));
          }
          rule.failure(members).ifPresent(why -> hold(works, why));
        });
  }

  /** What is to be said of groups that went on without one of theirs. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    groups.forEach(
        (name, works) ->
            rule(name)
                .excluded(works.stream().map(DatasetWork::asMember).toList())
                .ifPresent(notes::add));
    return notes;
  }

  /** Names of the datasets that are held. */
  Set<String> held() {
    Set<String> held = new TreeSet<>();
    groups.values().stream()
        .flatMap(List::stream)
        .filter(DatasetWork::isHeld)
        .forEach(work -> held.add(work.name()));
    return held;
  }

  private static void hold(List<DatasetWork> works, String why) {
    works.forEach(work -> work.hold(why));
  }

  private GroupRule rule(String name) {
    return new GroupRule(session.config().settings().group(name));
  }
}
