package io.twinlake.workspace.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.twinlake.workspace.api.ApiException;
import io.twinlake.workspace.kinds.Acls;
import io.twinlake.workspace.ledger.Row;
import io.twinlake.workspace.model.Item;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Problem;
import io.twinlake.workspace.model.Tree;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Carries the rights on objects, once all objects and people are there, and reads each list again
 * to see that it holds.
 */
final class Rights {
  private static final Set<Kind> OWNED = EnumSet.of(Kind.JOB, Kind.PIPELINE, Kind.WAREHOUSE);
  private static final String OWNER = "IS_OWNER";
  private static final int LOOKS = 3;

  private final WorkspaceImport run;

  Rights(WorkspaceImport run) {
    this.run = run;
  }

  void carry() {
    List<Item> all =
        run.source().all().stream()
            .filter(item -> item.acl().isPresent())
            .filter(item -> run.options().scope().has(item.kind()))
            .filter(item -> !run.tallies().isFailed(item))
            .filter(item -> !run.tallies().is(item, Outcome.CHANGED_BY_HAND))
            .filter(item -> run.row(item).filter(row -> !row.isIntended()).isPresent())
            .toList();
    run.workers().each(all, this::guarded);
  }

  /** The object is carried, with or without its rights. */
  private void guarded(Item item) {
    run.permit().hold();
    try {
      carry(item);
    } catch (ApiException e) {
      if (e.endsTheRun()) {
        throw e;
      }
      run.tallies()
          .problem(Problem.failed(item.kind(), item.key(), "permissions: " + e.getMessage()));
    }
  }

  /** Whether the target's object has other rights than the source's would give it. */
  boolean differ(Item item, Item there) {
    return there.acl().isPresent() && !wanted(item, there.acl().get()).equals(there.acl().get());
  }

  private void carry(Item item) {
    Row row = run.row(item).orElseThrow();
    Optional<ArrayNode> read = run.there(item).flatMap(Item::acl);
    ArrayNode there = read.isPresent() ? read.get() : Acls.read(run.api(), item.kind(), row.toId());
    ArrayNode wanted = wanted(item, there);
    String now = Tree.hash(there);
    if (wanted.equals(there)) {
      noted(row, now, false);
      return;
    }
    boolean changedByHand = !row.aclHash().isEmpty() && !row.aclHash().equals(now);
    if (changedByHand && !run.options().overwrite()) {
      run.tallies()
          .problem(
              Problem.failed(
                  item.kind(),
                  item.key(),
                  "permissions were changed by hand at the target, and stay so. Set workspace.conflict: overwrite to give them up."));
      return;
    }
    Acls.write(run.api(), item.kind(), row.toId(), wanted);
    run.tallies().permissionsWritten();
    if (holds(item, row.toId(), wanted)) {
      noted(row, Tree.hash(wanted), true);
    } else {
      run.tallies()
          .problem(
              Problem.failed(
                  item.kind(),
                  item.key(),
                  "permissions were written, and the target still shows others. Compare them by hand, and run again."));
    }
  }

  private void noted(Row row, String hash, boolean journalled) {
    if (!row.aclHash().equals(hash)) {
      run.noted(row.withAcl(hash), journalled);
    }
  }

  /** Rights take a moment to be seen. */
  private boolean holds(Item item, String id, ArrayNode wanted) {
    for (int look = 1; ; look++) {
      if (Acls.read(run.api(), item.kind(), id).equals(wanted)) {
        return true;
      }
      if (look == LOOKS) {
        return false;
      }
      run.api().waiting().sleep(Duration.ofSeconds(look));
    }
  }

  /** The source's rights, for those who are known; what must have an owner keeps one. */
  private ArrayNode wanted(Item item, ArrayNode there) {
    ArrayNode wanted = Tree.array();
    boolean owned = false;
    for (JsonNode right : item.acl().orElseThrow()) {
      if (!run.rewriter().knows(name(right))) {
        run.tallies()
            .problem(
                Problem.failed(
                    item.kind(),
                    item.key(),
                    "permission %s of %s was not carried: nobody of that name is known at the target."
                        .formatted(right.path("level").asText(), name(right))));
        continue;
      }
      owned |= isOwner(right);
      wanted.add(right);
    }
    if (OWNED.contains(item.kind()) && !owned) {
      for (JsonNode right : there) {
        if (isOwner(right)) {
          wanted.add(right);
        }
      }
    }
    return Tree.sorted(wanted);
  }

  private static boolean isOwner(JsonNode right) {
    return right.path("level").asText().equals(OWNER);
  }

  private static String name(JsonNode right) {
    for (String who : List.of("user", "group", "service_principal")) {
      if (right.has(who)) {
        return right.path(who).asText();
      }
    }
    return "";
  }
}
