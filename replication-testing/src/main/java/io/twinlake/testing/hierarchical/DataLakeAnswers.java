package io.twinlake.testing.hierarchical;

import io.twinlake.testing.hierarchical.FakeAnswer.Refusal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the Data Lake (DFS) endpoint answers. */
final class DataLakeAnswers {
  private final HierarchicalFake fake;

  DataLakeAnswers(HierarchicalFake fake) {
    this.fake = fake;
  }

  FakeAnswer answer(FakeRequest request, FakeTree tree) {
    if (request.method().equals("PUT")) {
      return request.header("x-ms-rename-source").isPresent()
          ? rename(request, tree)
          : create(request, tree);
    }
    if (request.method().equals("PATCH")) {
      return switch (request.q("action")) {
        case "append" -> append(request, tree);
        case "flush" -> flush(request, tree);
        case "setAccessControl" -> setAccess(request, tree);
        default -> throw new Refusal(400, "InvalidQueryParameterValue");
      };
    }
    if (request.method().equals("HEAD")
        && request.path().isEmpty()
        && request.q("action").isEmpty()) {
      return FakeAnswer.of(200).with("x-ms-namespace-enabled", "true");
    }
    if (request.method().equals("HEAD")) {
      FakeNode node = tree.require(request.path(), "PathNotFound");
      return FakeAnswer.of(200)
          .of(node)
          .with("x-ms-resource-type", node.directory ? "directory" : "file")
          .with("x-ms-owner", node.owner)
          .with("x-ms-group", node.group)
          .with("x-ms-permissions", node.acl.permissions())
          .with("x-ms-acl", node.acl.toString());
    }
    throw new Refusal(405, "UnsupportedHttpVerb");
  }

  private static FakeAnswer create(FakeRequest request, FakeTree tree) {
    FakeTree.requireName(request.path());
    Optional<FakeNode> there = tree.find(request.path());
    request.requireConditions(there, "PathAlreadyExists");
    if (request.q("resource").equals("directory")) {
      return FakeAnswer.of(201).of(tree.directory(request.path()));
    }
    FakeNode file = tree.fileToWrite(request.path());
    file.byDataLake = true;
    tree.uncommitted.remove(request.path());
    tree.appended.remove(request.path());
    return FakeAnswer.of(201).of(file);
  }

  /** Atomic; what is at the target is replaced if its conditions hold. Keeps the ETag. */
  private static FakeAnswer rename(FakeRequest request, FakeTree tree) {
    String source = request.header("x-ms-rename-source").orElseThrow();
    int question = source.indexOf('?');
    String path = question < 0 ? source : source.substring(0, question);
    String[] parts = path.split("/", 3);
    if (parts.length < 3 || !FakeRequest.decoded(parts[1]).equals(request.container())) {
      throw new Refusal(400, "InvalidSourceUri");
    }
    String from = FakeRequest.decoded(parts[2]);
    FakeTree.requireName(request.path());
    FakeNode moved = tree.require(from, "SourcePathNotFound");
    request.requireSourceConditions(Optional.of(moved));
    Optional<FakeNode> there = tree.find(request.path());
    request.requireConditions(there, "PathAlreadyExists");
    int slash = request.path().lastIndexOf('/');
    if (slash >= 0 && tree.find(request.path().substring(0, slash)).isEmpty()) {
      throw new Refusal(404, "RenameDestinationParentPathNotFound");
    }
    if (there.filter(n -> n.directory != moved.directory).isPresent()) {
      throw new Refusal(409, "PathConflict");
    }
    if (there.filter(n -> n.directory && !tree.isEmpty(request.path())).isPresent()) {
      throw new Refusal(409, "DirectoryNotEmpty");
    }
    Map<String, FakeNode> all = new LinkedHashMap<>();
    List<String> old = new ArrayList<>();
    tree.nodes.forEach(
        (name, node) -> {
          if (name.equals(from) || name.startsWith(from + "/")) {
            old.add(name);
            all.put(request.path() + name.substring(from.length()), node);
          }
        });
    old.forEach(tree.nodes::remove);
    tree.nodes.putAll(all);
    tree.uncommitted.remove(request.path());
    return FakeAnswer.of(201);
  }

  private static FakeAnswer append(FakeRequest request, FakeTree tree) {
    tree.require(request.path(), "PathNotFound");
    byte[] before = tree.appended.getOrDefault(request.path(), new byte[0]);
    byte[] all = Arrays.copyOf(before, before.length + request.body().length);
    System.arraycopy(request.body(), 0, all, before.length, request.body().length);
    tree.appended.put(request.path(), all);
    return FakeAnswer.of(202);
  }

  private static FakeAnswer flush(FakeRequest request, FakeTree tree) {
    FakeNode file = tree.require(request.path(), "PathNotFound");
    byte[] appended = tree.appended.getOrDefault(request.path(), new byte[0]);
    byte[] all = Arrays.copyOf(file.content, file.content.length + appended.length);
    System.arraycopy(appended, 0, all, file.content.length, appended.length);
    if (!request.q("position").equals(Integer.toString(all.length))) {
      throw new Refusal(400, "InvalidFlushPosition");
    }
    file.content = all;
    file.byDataLake = true;
    file.touch();
    tree.appended.remove(request.path());
    return FakeAnswer.of(200).of(file);
  }

  private FakeAnswer setAccess(FakeRequest request, FakeTree tree) {
    FakeNode node = tree.require(request.path(), "PathNotFound");
    request.requireConditions(Optional.of(node), "PathAlreadyExists");
    Optional<String> acl = request.header("x-ms-acl");
    Optional<String> permissions = request.header("x-ms-permissions");
    if (acl.isPresent() && permissions.isPresent()) {
      throw new Refusal(400, "InvalidInput");
    }
    FakeAcl changed = FakeAcl.parse(node.acl.toString(), node.acl.sticky);
    if (acl.isPresent()) {
      changed = FakeAcl.parse(acl.get(), node.acl.sticky);
      if (!node.directory && acl.get().contains("default:")) {
        throw new Refusal(400, "InvalidInput");
      }
    }
    if (permissions.isPresent()) {
      changed.permissions(permissions.get());
    }
    node.acl = changed;
    request.header("x-ms-owner").ifPresent(owner -> node.owner = owner);
    request.header("x-ms-group").ifPresent(group -> node.group = group);
    if (fake.accessChangesEtags()) {
      node.touch();
    }
    return FakeAnswer.of(200).of(node);
  }
}
