package io.twinlake.core.group;

import io.twinlake.core.settings.GroupSettings;
import io.twinlake.core.settings.GroupSettings.GroupFailure;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Decides whether a group may advance. No clock and no I/O.
 *
 * <p>Ransomware rewrites or deletes much of a lake at once, and a copy that follows it faithfully
 * is no copy. So a run that would replace or delete too much of a group is held for a person. New
 * objects harm nothing. Neither do files of tables whose rows only move to others, as compaction
 * does it.
 *
 * @param group what the settings say
 */
public record GroupRule(GroupSettings group) {

  /** Why the group is held for what the run would change; empty if it is not. */
  public Optional<String> massChange(List<Member> members) {
    return massChange(members, "Nothing of the group was copied.");
  }

  /** The same once data was copied: a table may have moved on since it was planned. */
  public Optional<String> massChangeSincePlanned(List<Member> members) {
    return massChange(members, "No table of the group was published.");
  }

  private Optional<String> massChange(List<Member> members, String effect) {
    long objects = members.stream().mapToLong(Member::objects).sum();
    long replaced = members.stream().mapToLong(Member::replaced).sum();
    long deleted = members.stream().mapToLong(Member::deleted).sum();
    long most = Math.max(1, (long) Math.floor(group.massChange() * objects));
    return objects == 0 || replaced + deleted <= most
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "This run would replace %,d and delete %,d of %,d objects of group %s (%.1f %%), more than its massChange of %.1f %%: that is what ransomware looks like. %s Look at the source. If it is meant, run 'replicate --release %s'; else restore the source.",
                replaced,
                deleted,
                objects,
                group.name(),
                100.0 * (replaced + deleted) / objects,
                100.0 * group.massChange(),
                effect,
                group.name()));
  }

  /** Why the group is held for what failed; empty if it is not. */
  public Optional<String> failure(List<Member> members) {
    if (group.groupFailure() == GroupFailure.EXCLUDE) {
      return Optional.empty();
    }
    return firstFailure(members)
        .map(
            "Group %s is held, so that its datasets stay at one time: %s It advances once nothing fails; 'groupFailure: exclude' lets the others go on."
                    .formatted(group.name(), "%s")
                ::formatted);
  }

  /** What is to be said of a group whose others went on; empty if nothing failed. */
  public Optional<String> excluded(List<Member> members) {
    return group.groupFailure() == GroupFailure.HOLD
        ? Optional.empty()
        : firstFailure(members)
            .map(
                "Group %s is partial: its datasets are not at one time. %s"
                        .formatted(group.name(), "%s")
                    ::formatted);
  }

  private static Optional<String> firstFailure(List<Member> members) {
    return members.stream()
        .flatMap(m -> m.failure().map(why -> "%s %s".formatted(m.dataset(), why)).stream())
        .findFirst();
  }
}
