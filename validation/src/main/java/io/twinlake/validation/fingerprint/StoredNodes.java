package io.twinlake.validation.fingerprint;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.PreconditionFailedException;
import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Nodes on a control root, below {@code fingerprint-nodes/}. A node is put where nothing is: one
 * that is there has the same content, as its name says. Puts go side by side, a bounded number
 * ahead; {@link #close} waits for them. For one thread.
 */
public final class StoredNodes implements Nodes, AutoCloseable {
  /** Where they lie. */
  public static final ObjectPrefix FOLDER = new ObjectPrefix("fingerprint-nodes/");

  private static final int AHEAD = 64;
  private static final String SUFFIX = ".jsonl.gz";

  private final ObjectStore control;
  private final ExecutorService writers;
  private final Deque<Future<?>> ahead = new ArrayDeque<>();
  private final AtomicLong reads = new AtomicLong();
  private final AtomicLong bytesRead = new AtomicLong();

  public StoredNodes(ObjectStore control) {
    this.control = control;
    this.writers =
        Executors.newFixedThreadPool(
            8,
            task -> {
              Thread thread = new Thread(task, "twinlake-fingerprint");
              thread.setDaemon(true);
              return thread;
            });
  }

  private static ObjectPath place(String name) {
    return FOLDER.resolve(ObjectPath.of(name.substring(0, 2) + "/" + name + SUFFIX));
  }

  /** The name of the node at {@code path}; of no node where it is none's place. */
  public static String nameOf(ObjectPath path) {
    String file = path.value().substring(path.value().lastIndexOf('/') + 1);
    return file.endsWith(SUFFIX) ? file.substring(0, file.length() - SUFFIX.length()) : file;
  }

  @Override
  public void put(String name, Node node) {
    if (ahead.size() >= AHEAD) {
      settle(ahead.remove());
    }
    ahead.add(writers.submit(() -> write(place(name), node.encoded())));
  }

  private void write(ObjectPath at, byte[] document) {
    try {
      control.write(
          at,
          new ByteArrayInputStream(document),
          document.length,
          ObjectMetadata.NONE,
          Expected.absent());
    } catch (PreconditionFailedException e) {
      // The same node of an earlier fingerprint, or of this one's lost answer.
      return;
    }
  }

  private static void settle(Future<?> written) {
    try {
      written.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException known ? known : new CompletionException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompletionException(e);
    }
  }

  @Override
  public Node get(String name) {
    byte[] document =
        new ControlDocuments(control)
            .read(place(name))
            .orElseThrow(
                () ->
                    new ReplicationException(
                        Effect.NONE_DO_NOT_RETRY,
                        "Fingerprint node %s is missing on %s. Run fingerprint again at that site."
                            .formatted(name, control.root())));
    reads.incrementAndGet();
    bytesRead.addAndGet(document.length);
    return Node.decoded(document, name);
  }

  /** Waits until every node is there. */
  public void finish() {
    while (!ahead.isEmpty()) {
      settle(ahead.remove());
    }
  }

  /** Nodes that were read. */
  public long reads() {
    return reads.get();
  }

  /** Bytes that they took. */
  public long bytesRead() {
    return bytesRead.get();
  }

  @Override
  public void close() {
    writers.shutdownNow();
  }
}
