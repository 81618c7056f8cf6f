package io.twinlake.benchmarks;

import io.twinlake.testing.Azurite;
import io.twinlake.testing.PlainBlobs;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The lake that every engine copies, and an independent look at what came of it: names, lengths and
 * bytes by the REST API and Java's own HTTP client.
 */
final class Lake {
  static final String SOURCE_ACCOUNT = "sa3";
  static final String TARGET_ACCOUNT = "sa4";
  static final String CONTAINER = "lake";

  private static final int WRITERS = 8;

  /** What a file must be. */
  private record Content(long sizeBytes, String sha256) {}

  private final PlainBlobs source;
  private final PlainBlobs target;
  private final SortedMap<String, Content> expected;

  private Lake(PlainBlobs source, PlainBlobs target, SortedMap<String, Content> expected) {
    this.source = source;
    this.target = target;
    this.expected = expected;
  }

  /** Makes the source. The same shape gives the same bytes. */
  static Lake fill(Azurite azurite, Shape shape) throws InterruptedException {
    PlainBlobs source = new PlainBlobs(azurite, SOURCE_ACCOUNT);
    source.createContainer(CONTAINER);
    SortedMap<String, Integer> files = new TreeMap<>();
    for (int i = 0; i < shape.files(); i++) {
      files.put("small/d%02d/part-%05d".formatted(i % shape.directories(), i), shape.fileBytes());
    }
    for (int i = 0; i < shape.largeFiles(); i++) {
      files.put("large/part-%03d".formatted(i), shape.largeBytes());
    }
    SortedMap<String, Content> expected = new TreeMap<>();
    ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
    try {
      List<Future<?>> running = new ArrayList<>();
      files.forEach(
          (name, size) ->
              running.add(
                  writers.submit(
                      () -> {
                        byte[] content = new byte[size];
                        new Random(name.hashCode()).nextBytes(content);
                        source.put(CONTAINER, name, content, Map.of());
                        synchronized (expected) {
                          expected.put(name, new Content(size, sha256(content)));
                        }
                      })));
      for (Future<?> each : running) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("The lake cannot be made", e.getCause());
    } finally {
      writers.shutdownNow();
    }
    return new Lake(source, new PlainBlobs(azurite, TARGET_ACCOUNT), expected);
  }

  /** A new empty target. */
  void createTarget(String container) {
    target.createContainer(container);
  }

  void dropTarget(String container) {
    target.send("DELETE", container, "", "restype=container", Map.of(), new byte[0]);
  }

  /**
   * Removes from the source what an engine left there, and says how much that was. Hadoop's ABFS
   * driver puts a marker for each directory that it looks at, and a DistCp that finds them dies.
   */
  int tidySource() {
    List<String> added =
        source.list(CONTAINER).keySet().stream().filter(n -> !expected.containsKey(n)).toList();
    added.forEach(name -> source.delete(CONTAINER, name));
    return added.size();
  }

  /**
   * What is wrong with a target; empty if it holds the lake. Markers of directories are allowed.
   */
  List<String> faults(String container) {
    SortedMap<String, PlainBlobs.Blob> there = target.list(container);
    there.values().removeIf(blob -> "true".equals(blob.metadata().get("hdi_isfolder")));
    List<String> faults = new ArrayList<>();
    expected.forEach(
        (name, content) -> {
          PlainBlobs.Blob blob = there.remove(name);
          if (blob == null) {
            faults.add(name + " is missing");
          } else if (!new Content(blob.sizeBytes(), blob.content()).equals(content)) {
            faults.add(name + " has other bytes");
          }
        });
    there.keySet().forEach(name -> faults.add(name + " is not from the lake"));
    return faults;
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
