package io.twinlake.core.transfer;

import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.TreeNode;
import io.twinlake.core.store.TreeWriter;
import java.util.Optional;
import java.util.stream.Stream;

/** Directories and access rights, asked again as {@link RetryingStore} has it. */
record RetryingTree(TreeWriter inner, Requests requests) implements TreeWriter {

  @Override
  public Stream<TreeNode> nodes(ObjectPrefix prefix) {
    return ResumingListing.of(
        requests.ask(() -> inner.nodes(prefix)),
        () -> requests.once(() -> inner.nodes(prefix)),
        TreeNode::path,
        requests.retry());
  }

  @Override
  public Optional<TreeNode> node(ObjectPath path) {
    return requests.ask(() -> inner.node(path));
  }

  @Override
  public void makeDirectory(ObjectPath path) {
    requests.doAgain(() -> inner.makeDirectory(path));
  }

  @Override
  public void setAccess(TreeNode node) {
    requests.doAgain(() -> inner.setAccess(node));
  }
}
