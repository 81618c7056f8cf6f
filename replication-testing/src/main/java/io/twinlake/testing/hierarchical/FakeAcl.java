package io.twinlake.testing.hierarchical;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * An access control list as the service writes it: {@code user::rwx,group::r-x,other::---}, named
 * entries, a mask where there are any, and a directory's entries behind {@code default:}.
 */
final class FakeAcl {
  final Map<String, String> entries = new LinkedHashMap<>();
  boolean sticky;

  static FakeAcl ofMode(int mode) {
    FakeAcl acl = new FakeAcl();
    acl.entries.put("user::", bits(mode >> 6));
    acl.entries.put("group::", bits(mode >> 3));
    acl.entries.put("other::", bits(mode));
    acl.sticky = (mode & 01000) != 0;
    return acl;
  }

  /** What a new child of a directory gets: its default entries, if it has any. */
  FakeAcl inherited(boolean directory) {
    if (entries.keySet().stream().noneMatch(FakeAcl::isDefault)) {
      return ofMode(directory ? 0750 : 0640);
    }
    FakeAcl child = new FakeAcl();
    entries.forEach(
        (who, bits) -> {
          if (isDefault(who)) {
            child.entries.put(who.substring("default:".length()), bits);
          }
        });
    if (directory) {
      entries.forEach(
          (who, bits) -> {
            if (isDefault(who)) {
              child.entries.put(who, bits);
            }
          });
    }
    return child;
  }

  /** Takes the place of the whole list; a list without the three base entries is refused. */
  static FakeAcl parse(String text, boolean sticky) {
    FakeAcl acl = new FakeAcl();
    acl.sticky = sticky;
    for (String each : text.split(",")) {
      int colon = each.lastIndexOf(':');
      if (colon < 0 || !each.substring(colon + 1).matches("[r-][w-][x-]")) {
        throw new FakeAnswer.Refusal(400, "InvalidInput");
      }
      acl.entries.put(each.substring(0, colon + 1), each.substring(colon + 1));
    }
    for (String scope : new String[] {"", "default:"}) {
      boolean any = acl.entries.keySet().stream().anyMatch(w -> isDefault(w) != scope.isEmpty());
      for (String base : new String[] {"user::", "group::", "other::"}) {
        if (any && !acl.entries.containsKey(scope + base)) {
          throw new FakeAnswer.Refusal(400, "InvalidInput");
        }
      }
    }
    if (acl.isExtended() && !acl.entries.containsKey("mask::")) {
      acl.entries.put("mask::", acl.entries.get("group::"));
    }
    return acl;
  }

  /** Four octal digits; with named entries the group's digit is the mask. */
  void permissions(String octal) {
    int mode = Integer.parseInt(octal, 8);
    entries.put("user::", bits(mode >> 6));
    entries.put(entries.containsKey("mask::") ? "mask::" : "group::", bits(mode >> 3));
    entries.put("other::", bits(mode));
    sticky = (mode & 01000) != 0;
  }

  String permissions() {
    String group = entries.getOrDefault("mask::", entries.get("group::"));
    String other = entries.get("other::");
    if (sticky) {
      other = other.substring(0, 2) + (other.endsWith("x") ? "t" : "T");
    }
    boolean more = isExtended() || entries.keySet().stream().anyMatch(FakeAcl::isDefault);
    return entries.get("user::") + group + other + (more ? "+" : "");
  }

  private boolean isExtended() {
    return entries.keySet().stream().anyMatch(w -> !isDefault(w) && w.matches("(user|group):.+:"));
  }

  private static boolean isDefault(String who) {
    return who.startsWith("default:");
  }

  private static String bits(int octal) {
    return ((octal & 4) == 0 ? "-" : "r")
        + ((octal & 2) == 0 ? "-" : "w")
        + ((octal & 1) == 0 ? "-" : "x");
  }

  @Override
  public String toString() {
    return entries.entrySet().stream()
        .map(e -> e.getKey() + e.getValue())
        .collect(Collectors.joining(","));
  }
}
