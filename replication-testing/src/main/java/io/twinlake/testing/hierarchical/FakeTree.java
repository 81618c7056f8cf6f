package io.twinlake.testing.hierarchical;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The namespace of one container: what both endpoints show. Guarded by its account's lock. */
final class FakeTree {
  /**
   * A directory comes before what lies in it, and all of that before the next name: {@code a, a/x,
   * a-b}. So hierarchical accounts list, unlike flat ones.
   */
  static final Comparator<String> TREE_ORDER =
      (a, b) ->
          Arrays.compareUnsigned(
              a.replace('/', '\0').getBytes(StandardCharsets.UTF_8),
              b.replace('/', '\0').getBytes(StandardCharsets.UTF_8));

  final NavigableMap<String, FakeNode> nodes = new TreeMap<>(TREE_ORDER);
  final Map<String, Map<String, byte[]>> uncommitted = new LinkedHashMap<>();
  final Map<String, byte[]> appended = new LinkedHashMap<>();
  final FakeNode root = new FakeNode(true, FakeAcl.ofMode(0750));

  Optional<FakeNode> find(String path) {
    return path.isEmpty() ? Optional.of(root) : Optional.ofNullable(nodes.get(path));
  }

  FakeNode require(String path, String code) {
    return find(path).orElseThrow(() -> new FakeAnswer.Refusal(404, code));
  }

  /** Makes the directories above {@code path}; refuses where one of them is a file. */
  FakeNode parentOf(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? root : directory(path.substring(0, slash));
  }

  /** The directory, made where it is missing, with those above it. */
  FakeNode directory(String path) {
    Optional<FakeNode> there = find(path);
    if (there.isPresent()) {
      if (!there.get().directory) {
        throw new FakeAnswer.Refusal(409, "PathConflict");
      }
      return there.get();
    }
    FakeNode made = child(parentOf(path), true);
    nodes.put(path, made);
    return made;
  }

  private static FakeNode child(FakeNode parent, boolean directory) {
    FakeNode child = new FakeNode(directory, parent.acl.inherited(directory));
    child.group = parent.group;
    return child;
  }

  /** The file, new or with its access kept, empty and without properties; then it is filled. */
  FakeNode fileToWrite(String path) {
    requireName(path);
    Optional<FakeNode> old = find(path);
    if (old.filter(n -> n.directory).isPresent()) {
      throw new FakeAnswer.Refusal(409, "PathConflict");
    }
    FakeNode file = child(parentOf(path), false);
    old.ifPresent(
        o -> {
          file.owner = o.owner;
          file.group = o.group;
          file.acl = o.acl;
        });
    nodes.put(path, file);
    return file;
  }

  /** A hierarchical namespace has no empty segments and none that mean a directory. */
  static void requireName(String path) {
    for (String segment : path.split("/", -1)) {
      if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
        throw new FakeAnswer.Refusal(400, "InvalidUri");
      }
    }
  }

  boolean isEmpty(String directory) {
    String next = nodes.higherKey(directory);
    return next == null || !next.startsWith(directory + "/");
  }

  /** Whether a file stands where {@code prefix} has a directory; such a listing is an error. */
  boolean hasFileInTheWay(String prefix) {
    for (int slash = prefix.indexOf('/'); slash >= 0; slash = prefix.indexOf('/', slash + 1)) {
      if (find(prefix.substring(0, slash)).filter(n -> !n.directory).isPresent()) {
        return true;
      }
    }
    return false;
  }
}
