package io.twinlake.core.transfer;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.checksum.Crc64;
import io.twinlake.core.ledger.Proof;
import io.twinlake.core.store.BlockWriter;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectVersion;
import io.twinlake.core.store.PreconditionFailedException;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.VersionChangedException;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Transfers one large object in blocks. Several tasks may stage blocks of one object, in any order
 * and twice; then one of them commits.
 *
 * <pre>{@code
 * LargeObject large = transfer.large(source).orElseThrow();
 * BlockPlan plan = large.plan(source);                      // the same everywhere
 * large.adopt(source, to, expected);                        // is it there already?
 * List<StagedBlock> staged = large.staged(source, to, plan); // what a run before left
 * // tasks: large.stage(source, to, block) for each block that is not among them
 * large.commit(source, to, expected, plan, staged);
 * }</pre>
 *
 * <p>Staged blocks are invisible. Every block is read from exactly the planned version, so a source
 * that changes in between fails the rest and never mixes: what was staged stays invisible, and the
 * service drops it after a week or with the next commit of that object. The commit is atomic.
 *
 * <p>Safe for use by many threads as far as its stores are.
 */
public final class LargeObject {
  private final Ends ends;
  private final BlockWriter blocks;
  private final Route route;

  LargeObject(Ends ends, BlockWriter blocks, Route route) {
    this.ends = ends;
    this.blocks = blocks;
    this.route = route;
  }

  /** How its bytes will travel. */
  public Route route() {
    return route;
  }

  /**
   * Cuts {@code source} into blocks. Costs no request.
   *
   * @throws StoreException if the target cannot hold an object of that size
   */
  public BlockPlan plan(ObjectEntry source) {
    return BlockPlan.of(
        ends.source().root(), source, ends.settings().partSize().bytes(), blocks.blockLimits());
  }

  /**
   * Looks whether there is anything to do, before a large object is sent for nothing. One request.
   *
   * @return the object if the target has this copy already, as after a run that died behind its
   *     commit; empty if {@code expected} is there
   * @throws TargetConflictException if something else is there
   */
  public Optional<Transferred> adopt(ObjectEntry source, ObjectPath to, Expected expected) {
    return new Adoption(ends.source(), ends.target())
        .adoptUnlessExpected(source, to, expected, route);
  }

  /**
   * The blocks of {@code plan} that are at the target already, left by a run that died. Nobody says
   * their hash any more, so an object with such a block is proven by its length only. For a source
   * with weak versions there are none: a block of an earlier run might be of other bytes.
   */
  public List<StagedBlock> staged(ObjectEntry source, ObjectPath to, BlockPlan plan) {
    if (source.version().strength() != ObjectVersion.Strength.STRONG) {
      return List.of();
    }
    Map<String, Long> lengths = blocks.staged(to);
    List<StagedBlock> found = new ArrayList<>();
    if (!lengths.isEmpty()) {
      for (Block block : plan.blocks()) {
        if (lengths.getOrDefault(block.id(), -1L) == block.length()) {
          found.add(new StagedBlock(block, Optional.empty()));
        }
      }
    }
    return found;
  }

  /**
   * Stages one block, inside the service or through a buffer of its length.
   *
   * @throws VersionChangedException if the source is no longer that version or gone; the whole
   *     object is to be planned again
   */
  public StagedBlock stage(ObjectEntry source, ObjectPath to, Block block) {
    return stage(source, to, block, BlockBuffer.perCall());
  }

  StagedBlock stage(ObjectEntry source, ObjectPath to, Block block, BlockBuffer buffer) {
    Optional<Crc64> crc64 =
        route.isInsideService()
            ? blocks.stageFrom(ends.pullFrom(), source, block.range(), to, block.id())
            : Optional.of(stream(source, to, block, buffer));
    return new StagedBlock(block, crc64);
  }

  /**
   * Makes the object out of its staged blocks.
   *
   * @param staged all blocks of {@code plan}, in any order; a block that was staged twice may be
   *     there twice
   * @return the object, {@link Transferred#adopted} if somebody else had committed the same copy
   *     before
   * @throws TargetConflictException if something else than {@code expected} and not our copy is
   *     there; the blocks stay staged
   */
  public Transferred commit(
      ObjectEntry source,
      ObjectPath to,
      Expected expected,
      BlockPlan plan,
      Collection<StagedBlock> staged) {
    Adoption adoption = new Adoption(ends.source(), ends.target());
    try {
      return commitOnce(source, to, expected, plan, staged);
    } catch (PreconditionFailedException e) {
      return adoption.adopt(source, to, expected, route);
    } catch (StoreException e) {
      // A twin that committed first has used up the blocks, so the service misses them.
      return adoption.adoptMarked(source, to, route, e);
    }
  }

  Transferred commitOnce(
      ObjectEntry source,
      ObjectPath to,
      Expected expected,
      BlockPlan plan,
      Collection<StagedBlock> staged) {
    Optional<Crc64> crc64 = composed(source, plan, staged);
    ObjectEntry written =
        blocks.commit(to, plan.ids(), source.sizeBytes(), ends.metadata(source), expected);
    Proof proof = crc64.isPresent() ? ends.proof(route) : Proof.LENGTH;
    return ends.written(source, written, proof, crc64, route);
  }

  /**
   * The hash of the whole, composed of those of its blocks in any order; empty if one is not known.
   * Pure.
   *
   * @throws ReplicationException if a block is missing
   */
  static Optional<Crc64> composed(
      ObjectEntry source, BlockPlan plan, Collection<StagedBlock> staged) {
    Map<Integer, StagedBlock> byIndex = new HashMap<>();
    for (StagedBlock block : staged) {
      int index = block.block().index();
      if (index >= plan.count() || !plan.block(index).equals(block.block())) {
        throw new IllegalArgumentException(
            "Not a block of the plan of %s: %s".formatted(source.path(), block.block()));
      }
      byIndex.merge(index, block, (one, twin) -> one.crc64().isPresent() ? one : twin);
    }
    Optional<Crc64> whole = Optional.of(Crc64.EMPTY);
    for (int index = 0; index < plan.count(); index++) {
      if (!byIndex.containsKey(index)) {
        throw new ReplicationException(
            Effect.NONE_MAY_RETRY,
            "Block %d of %d of %s was not staged. Nothing was committed; stage it, then commit again."
                .formatted(index, plan.count(), source.path()));
      }
      StagedBlock block = byIndex.get(index);
      whole =
          whole.flatMap(
              before ->
                  block.crc64().map(own -> Crc64.combine(before, own, block.block().length())));
    }
    return whole;
  }

  /** Stages everything that is not staged yet, one block after the other through one buffer. */
  List<StagedBlock> stageAll(ObjectEntry source, ObjectPath to, BlockPlan plan) {
    List<StagedBlock> staged = new ArrayList<>(staged(source, to, plan));
    BlockBuffer buffer = BlockBuffer.reused();
    int resumed = 0;
    int found = staged.size();
    for (Block block : plan.blocks()) {
      if (resumed < found && staged.get(resumed).block().index() == block.index()) {
        resumed++;
      } else {
        staged.add(stage(source, to, block, buffer));
      }
    }
    return staged;
  }

  private Crc64 stream(ObjectEntry source, ObjectPath to, Block block, BlockBuffer buffers) {
    try (PinnedBody body = new PinnedBody(ends.source(), source, block.range())) {
      if (block.length() <= ends.bufferBytes()) {
        byte[] buffer = buffers.of((int) block.length());
        body.readInto(buffer);
        blocks.stage(
            to,
            block.id(),
            new ByteArrayInputStream(buffer, 0, (int) block.length()),
            block.length());
      } else {
        stagePassing(to, block, body);
      }
      return body.crc64();
    }
  }

  private void stagePassing(ObjectPath to, Block block, PinnedBody body) {
    try {
      blocks.stage(to, block.id(), body, block.length());
    } catch (RuntimeException e) {
      throw body.failure().<RuntimeException>map(f -> f).orElse(e);
    }
  }
}
