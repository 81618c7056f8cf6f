package io.twinlake.core.run;

import io.twinlake.core.ledger.Proof;
import io.twinlake.core.ledger.Totals;
import io.twinlake.core.plan.PlanAction;
import io.twinlake.core.plan.PrefixSet;
import io.twinlake.core.plan.Tally;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What a transfer did. Holds counts, and of the failures the first {@value #SHOWN}. */
public final class TransferOutcome implements Serializable {
  private static final long serialVersionUID = 1L;

  static final int SHOWN = 1000;

  private Totals change = Totals.NONE;
  private Tally.Count copied = Tally.Count.NONE;
  private Tally.Count adopted = Tally.Count.NONE;
  private long serverSide;
  private final EnumMap<Proof, Long> proofs = new EnumMap<>(Proof.class);
  private long failed;
  private final List<Failure> failures = new ArrayList<>();
  private final List<PlanAction.Skip> skipped = new ArrayList<>();
  private final PrefixSet incomplete = new PrefixSet();

  void addChange(Totals more) {
    change = change.plus(more);
  }

  void addCopied(long bytes, Proof proof, boolean insideService) {
    copied = copied.plus(new Tally.Count(1, bytes));
    proofs.merge(proof, 1L, Long::sum);
    serverSide += insideService ? 1 : 0;
  }

  void addAdopted(long bytes, Proof proof) {
    adopted = adopted.plus(new Tally.Count(1, bytes));
    proofs.merge(proof, 1L, Long::sum);
  }

  void addFailure(Failure failure) {
    failed++;
    if (failures.size() < SHOWN) {
      failures.add(failure);
    }
    String directory = ObjectPath.of(failure.path()).directory().value();
    // Every directory above holds something incomplete too.
    for (int slash = directory.indexOf('/');
        slash >= 0;
        slash = directory.indexOf('/', slash + 1)) {
      incomplete.add(new ObjectPrefix(directory.substring(0, slash + 1)));
    }
    incomplete.add(ObjectPrefix.ALL);
  }

  void addSkipped(PlanAction.Skip skip) {
    skipped.add(skip);
  }

  /** Takes in what another transfer did. */
  public void addAll(TransferOutcome other) {
    change = change.plus(other.change);
    copied = copied.plus(other.copied);
    adopted = adopted.plus(other.adopted);
    serverSide += other.serverSide;
    other.proofs.forEach((proof, count) -> proofs.merge(proof, count, Long::sum));
    failed += other.failed;
    other.failures.stream().limit(SHOWN - failures.size()).forEach(failures::add);
    skipped.addAll(other.skipped);
    other.incomplete.all().forEach(incomplete::add);
  }

  /** How the dataset's totals change. */
  public Totals change() {
    return change;
  }

  public Tally.Count copied() {
    return copied;
  }

  public Tally.Count adopted() {
    return adopted;
  }

  /** How many of the copies never left the service. */
  public long serverSide() {
    return serverSide;
  }

  /** Copied and adopted objects by the strength of their proof. */
  public Map<Proof, Long> proofs() {
    return Collections.unmodifiableMap(proofs);
  }

  public long failed() {
    return failed;
  }

  /** The first failures. */
  public List<Failure> failures() {
    return List.copyOf(failures);
  }

  /** Paths that turned out not to be transferable, with their reason. */
  public List<PlanAction.Skip> skipped() {
    return List.copyOf(skipped);
  }

  /** Directories in which something failed, and all above them. */
  public PrefixSet incomplete() {
    return incomplete;
  }
}
