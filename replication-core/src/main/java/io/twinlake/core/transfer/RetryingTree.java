package io.twinlake.core.transfer;

import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.RequestKind;
import io.twinlake.core.store.TreeNode;
import io.twinlake.core.store.TreeWriter;
import java.util.Optional;
import java.util.stream.Stream;

/** Directories and access rights, asked again as {@link RetryingStore} has it. */
record RetryingTree(TreeWriter inner, Requests requests) implements TreeWriter {

  @Override
  public Stream<TreeNode> nodes(ObjectPrefix prefix) {
    return ResumingListing.of(
        requests.ask(RequestKind.LIST, () -> inner.nodes(prefix)),
        () -> requests.once(RequestKind.LIST, 0, () -> inner.nodes(prefix)),
        TreeNode::path,
        requests.retry());
  }

  @Override
  public Optional<TreeNode> node(ObjectPath path) {
    return requests.ask(RequestKind.LOOK, () -> inner.node(path));
  }

  @Override
  public void makeDirectory(ObjectPath path) {
    requests.doAgain(RequestKind.OTHER, () -> inner.makeDirectory(path));
  }

  @Override
  public void setAccess(TreeNode node) {
    requests.doAgain(RequestKind.OTHER, () -> inner.setAccess(node));
  }
}
