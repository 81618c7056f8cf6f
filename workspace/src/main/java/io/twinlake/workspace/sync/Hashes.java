package io.twinlake.workspace.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.workspace.model.Item;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Tree;

/** One hash for all that an object is: its description at rest, and its bytes. */
final class Hashes {
  private Hashes() {}

  static String of(Starters starters, Item item) {
    ObjectNode whole = Tree.object();
    ObjectNode body = starters.resting(item.kind(), item.body());
    if (item.kind() == Kind.SECRET_SCOPE) {
      body.remove("secrets"); // Their values go another way.
    }
    whole.set("body", body);
    item.blob().ifPresent(blob -> whole.put("sha256", blob.sha256()));
    return Tree.hash(whole);
  }
}
