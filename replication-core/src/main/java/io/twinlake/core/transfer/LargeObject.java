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
  /** A longer block is not buffered but passed through while it is read. */
  static final long MAX_BUFFER_BYTES = 256L << 20;

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
      return adoption.adoptMarked(source, to, route).orElseThrow(() -> e);
    }
  }

  Transferred commitOnce(
      ObjectEntry source,
      ObjectPath to,
      Expected expected,
      BlockPlan plan,
      Collection<StagedBlock> staged) {
    Composition composition = Composition.of(source, plan, staged);
    ObjectEntry written =
        blocks.commit(to, plan.ids(), source.sizeBytes(), ends.metadata(source), expected);
    return ends.written(source, written, proof(composition), composition.crc64(), route);
  }

  private Proof proof(Composition composition) {
    return composition.crc64().isPresent() ? ends.proof(route) : Proof.LENGTH;
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
      if (block.length() <= MAX_BUFFER_BYTES) {
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

  /**
   * The hash of the whole, composed of those of its blocks.
   *
   * @param crc64 empty if one of them is not known
   */
  record Composition(Optional<Crc64> crc64) {
    static Composition of(ObjectEntry source, BlockPlan plan, Collection<StagedBlock> staged) {
      StagedBlock[] inOrder = new StagedBlock[plan.count()];
      for (StagedBlock block : staged) {
        int index = block.block().index();
        if (index >= inOrder.length || !plan.block(index).equals(block.block())) {
          throw new IllegalArgumentException(
              "Block %s is not of the plan of %s".formatted(block.block(), source.path()));
        }
        if (inOrder[index] == null || inOrder[index].crc64().isEmpty()) {
          inOrder[index] = block;
        }
      }
      Optional<Crc64> whole = Optional.of(Crc64.EMPTY);
      for (int i = 0; i < inOrder.length; i++) {
        StagedBlock block = inOrder[i];
        if (block == null) {
          throw new ReplicationException(
              Effect.NONE_MAY_RETRY,
              "Block %d of %d of %s was not staged. Nothing was committed; stage it, then commit again."
                  .formatted(i, inOrder.length, source.path()));
        }
        whole =
            whole.flatMap(
                before ->
                    block.crc64().map(own -> Crc64.combine(before, own, block.block().length())));
      }
      return new Composition(whole);
    }
  }
}
