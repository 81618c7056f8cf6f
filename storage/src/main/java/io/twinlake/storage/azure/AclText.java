package io.twinlake.storage.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import io.twinlake.core.Effect;
import io.twinlake.core.store.Access;
import io.twinlake.core.store.AclEntry;
import io.twinlake.core.store.AclEntry.Kind;
import io.twinlake.core.store.AclEntry.Scope;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Access rights as the service writes them: {@code user::rwx,user:<id>:r-x,group::r-x,mask::r-x,
 * other::---}, a directory's default entries with {@code default:} before each, and the sticky bit
 * in the permissions only.
 *
 * @see <a href="https://learn.microsoft.com/azure/storage/blobs/data-lake-storage-access-control">
 *     Access control lists in Azure Data Lake Storage</a>
 */
final class AclText {
  private static final HttpHeaderName OWNER = HttpHeaderName.fromString("x-ms-owner");
  private static final HttpHeaderName GROUP = HttpHeaderName.fromString("x-ms-group");
  private static final HttpHeaderName PERMISSIONS = HttpHeaderName.fromString("x-ms-permissions");
  private static final HttpHeaderName ACL = HttpHeaderName.fromString("x-ms-acl");
  private static final String DEFAULT = "default:";

  private AclText() {}

  /** The access that a listing shows; empty where it does not. */
  static Optional<Access> listed(ListPage.Blob blob) {
    String acl = blob.property("Acl");
    return acl.isEmpty() || blob.property("Owner").isEmpty()
        ? Optional.empty()
        : Optional.of(
            parse(
                blob.property("Owner"), blob.property("Group"), blob.property("Permissions"), acl));
  }

  /** Whether an answer shows a list. */
  static boolean isIn(HttpHeaders answer) {
    return answer.getValue(ACL) != null && answer.getValue(OWNER) != null;
  }

  static Access of(HttpHeaders answer) {
    return parse(
        answer.getValue(OWNER),
        answer.getValue(GROUP),
        answer.getValue(PERMISSIONS),
        answer.getValue(ACL));
  }

  /**
   * @param permissions {@code rwxr-x--T+}; of it only the sticky bit is taken
   */
  static Access parse(String owner, String group, String permissions, String acl) {
    if (owner == null || group == null || acl == null) {
      throw unreadable("an answer without owner, group or list");
    }
    int mode =
        permissions != null && permissions.replace("+", "").toLowerCase(Locale.ROOT).endsWith("t")
            ? 01000
            : 0;
    List<AclEntry> entries = new ArrayList<>();
    for (String each : acl.split(",", -1)) {
      String text = each.trim();
      if (text.isEmpty()) {
        continue;
      }
      boolean inherited = text.startsWith(DEFAULT);
      String[] parts = (inherited ? text.substring(DEFAULT.length()) : text).split(":", -1);
      if (parts.length != 3) {
        throw unreadable(text);
      }
      Kind kind = kind(parts[0], text);
      int bits = bits(parts[2], text);
      if (!inherited && parts[1].isEmpty() && kind != Kind.MASK) {
        mode |= bits << (kind == Kind.USER ? 6 : kind == Kind.GROUP ? 3 : 0);
      } else {
        entries.add(new AclEntry(inherited ? Scope.DEFAULT : Scope.ACCESS, kind, parts[1], bits));
      }
    }
    return new Access(owner, group, mode, entries);
  }

  private static Kind kind(String word, String text) {
    return switch (word) {
      case "user" -> Kind.USER;
      case "group" -> Kind.GROUP;
      case "mask" -> Kind.MASK;
      case "other" -> Kind.OTHER;
      default -> throw unreadable(text);
    };
  }

  private static int bits(String text, String entry) {
    if (!text.matches("[r-][w-][x-]")) {
      throw unreadable(entry);
    }
    return (text.charAt(0) == 'r' ? 4 : 0)
        + (text.charAt(1) == 'w' ? 2 : 0)
        + (text.charAt(2) == 'x' ? 1 : 0);
  }

  private static StoreException unreadable(String text) {
    return new StoreException(
        Effect.NONE_DO_NOT_RETRY,
        StoreProblem.OTHER,
        "The service shows access rights that cannot be read: '%s'. Nothing was changed. Report this."
            .formatted(Redaction.of(text)));
  }

  /** The whole list, as it is set at once. */
  static String format(Access access) {
    Stream<String> base =
        Stream.of(
            "user::" + bits(access.mode() >> 6),
            "group::" + bits(access.mode() >> 3),
            "other::" + bits(access.mode()));
    return Stream.concat(base, access.entries().stream().map(AclText::format))
        .collect(Collectors.joining(","));
  }

  private static String format(AclEntry entry) {
    return (entry.scope() == Scope.DEFAULT ? DEFAULT : "")
        + entry.kind().name().toLowerCase(Locale.ROOT)
        + ":"
        + entry.name()
        + ":"
        + bits(entry.bits());
  }

  private static String bits(int octal) {
    return ((octal & 4) == 0 ? "-" : "r")
        + ((octal & 2) == 0 ? "-" : "w")
        + ((octal & 1) == 0 ? "-" : "x");
  }
}
