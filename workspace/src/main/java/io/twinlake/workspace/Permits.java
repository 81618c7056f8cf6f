package io.twinlake.workspace;

import io.twinlake.workspace.ledger.WorkspaceClaim;
import io.twinlake.workspace.sync.Permit;

/** A run may write while it has the claim and nothing else was decided meanwhile. */
record Permits(WorkspaceClaim claim, Runnable decided) implements Permit {
  @Override
  public void ask() {
    claim.require();
    decided.run();
  }

  @Override
  public void hold() {
    claim.hold();
  }
}
