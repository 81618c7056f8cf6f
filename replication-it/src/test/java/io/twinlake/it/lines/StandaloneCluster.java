package io.twinlake.it.lines;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Spark's own cluster manager of this line: a master and a worker, each in a JVM of its own. */
final class StandaloneCluster implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final List<Process> processes = new ArrayList<>();
  private final Path scratch;
  private final String url;

  private StandaloneCluster(Path scratch) throws IOException {
    this.scratch = scratch;
    try {
      this.url =
          start(
              "master.Master",
              "Starting Spark master at (spark://\\S+)",
              List.of("--host", "127.0.0.1", "--port", "0", "--webui-port", "0"));
      start(
          "worker.Worker",
          "Successfully registered with master (spark://\\S+)",
          List.of(
              "--host",
              "127.0.0.1",
              "--webui-port",
              "0",
              "--cores",
              "3",
              "--memory",
              "3g",
              "--work-dir",
              work().toString(),
              url));
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  static StandaloneCluster start(Path scratch) throws IOException {
    return new StandaloneCluster(scratch);
  }

  /** What {@code --master} takes. */
  String url() {
    return url;
  }

  /** Where the worker keeps each application and driver, with what it wrote. */
  Path work() {
    return scratch.resolve("work");
  }

  /** Waits until it says that it is ready, and goes on reading what it says. */
  private String start(String name, String ready, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(Submission.java("deploy." + name));
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    processes.add(process);
    Pattern wanted = Pattern.compile(ready);
    StringBuffer said = new StringBuffer();
    CompletableFuture<String> place = new CompletableFuture<>();
    Thread reading =
        new Thread(
            () -> {
              try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                  said.append(line).append('\n');
                  Matcher found = wanted.matcher(line);
                  if (found.find()) {
                    place.complete(found.group(1));
                  }
                }
              } catch (IOException ended) {
                said.append(ended);
              }
              place.completeExceptionally(new IOException(name + " ended:\n" + said));
            },
            name);
    reading.setDaemon(true);
    reading.start();
    try {
      return place.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(name + " does not start:\n" + said, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** Ends all of it, with what runs on it. */
  @Override
  public void close() {
    for (Process process : processes) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    processes.forEach(process -> process.onExit().join());
  }
}
