package io.twinlake.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinlake.testing.Azurite;
import io.twinlake.testing.AzuriteRequest;
import io.twinlake.testing.PlainBlobs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Copies one lake with each engine, as whole processes, and prints one table of one run. */
@Command(
    name = "benchmarks/run",
    mixinStandardHelpOptions = true,
    description =
        "Copies one lake between two storage accounts of a local Azurite with each engine.")
final class Benchmarks implements Callable<Integer> {
  /** What writes the bytes of a file. */
  private static final Set<String> WRITES =
      Set.of(
          "BlockBlob_Upload",
          "BlockBlob_CommitBlockList",
          "Blob_CopyFromURL",
          "Blob_StartCopyFromURL");

  @Option(names = "--only", split = ",", description = "Engines by name; see --list.")
  private List<String> only = List.of();

  @Option(names = "--all", description = "Also DistCp without -direct, which takes minutes.")
  private boolean all;

  @Option(names = "--list", description = "Only show the engines.")
  private boolean list;

  @Option(names = "--repeat", description = "Runs of each; the median counts. Default: 1.")
  private int repeat = 1;

  @Option(names = "--json", description = "One JSON object on stdout instead of the table.")
  private boolean json;

  @Option(names = "--files", description = "Small files. Default: 2000.")
  private int files = 2000;

  @Option(names = "--directories", description = "Directories of small files. Default: 20.")
  private int directories = 20;

  @Option(names = "--file-kib", description = "Length of a small file. Default: 16.")
  private int fileKib = 16;

  @Option(names = "--large", description = "Large files. Default: 8.")
  private int large = 8;

  @Option(names = "--large-mib", description = "Length of a large file. Default: 32.")
  private int largeMib = 32;

  private final ObjectMapper mapper = new ObjectMapper();
  private final Map<Engine, List<Row>> copied = new LinkedHashMap<>();
  private final Map<Engine, List<Row>> unchanged = new LinkedHashMap<>();

  public static void main(String[] args) {
    System.exit(new CommandLine(new Benchmarks()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path checkout = Path.of(System.getProperty("twinlake.checkout"));
    Path distcp = Path.of(System.getProperty("distcp.home"));
    Path scratch = Files.createTempDirectory("twinlake-benchmarks");
    Machine machine = Machine.here();
    Shape shape = new Shape(files, directories, fileKib << 10, large, largeMib << 20);
    try (Azurite azurite = Azurite.start()) {
      List<Engine> engines = new Engines(azurite, checkout, distcp, scratch).all();
      if (list) {
        engines.forEach(e -> System.out.printf("%-18s %s%n", e.name(), e.title()));
        return 0;
      }
      List<Engine> chosen = chosen(engines);
      say("Making the lake: " + shape);
      Lake lake = Lake.fill(azurite, shape);
      for (int i = 1; i <= repeat; i++) {
        for (Engine engine : chosen) {
          say("%s (%d of %d)".formatted(engine.title(), i, repeat));
          measure(azurite, lake, engine, engine.name() + "-" + i, scratch);
        }
      }
    }
    show(machine, shape);
    boolean faulty = copied.values().stream().flatMap(List::stream).anyMatch(row -> !row.counts());
    return faulty ? 1 : 0;
  }

  private List<Engine> chosen(List<Engine> engines) {
    for (String name : only) {
      if (engines.stream().noneMatch(e -> e.name().equals(name))) {
        throw new IllegalArgumentException("No engine is called " + name + "; see --list");
      }
    }
    List<Engine> chosen = new ArrayList<>();
    for (Engine engine : engines) {
      boolean wanted = only.isEmpty() ? all || !engine.slow() : only.contains(engine.name());
      if (wanted && engine.missing().isEmpty()) {
        chosen.add(engine);
      } else if (wanted) {
        say(engine.title() + " is left out: " + engine.missing());
      } else if (only.isEmpty()) {
        say(engine.title() + " is left out: it takes minutes; --all runs it, too");
      }
    }
    return chosen;
  }

  private void measure(Azurite azurite, Lake lake, Engine engine, String container, Path scratch)
      throws IOException, InterruptedException {
    lake.createTarget(container);
    Engine.Command command = engine.prepare().commandFor(container);
    Row first = run(azurite, lake, engine, command, command.line(), container, scratch, true);
    copied.computeIfAbsent(engine, e -> new ArrayList<>()).add(first);
    if (first.counts()) {
      Row again = run(azurite, lake, engine, command, command.again(), container, scratch, false);
      unchanged.computeIfAbsent(engine, e -> new ArrayList<>()).add(again);
    }
    lake.dropTarget(container);
  }

  private Row run(
      Azurite azurite,
      Lake lake,
      Engine engine,
      Engine.Command command,
      List<String> line,
      String container,
      Path scratch,
      boolean isNew)
      throws IOException, InterruptedException {
    int before = azurite.requests().size();
    Measured measured = Measured.of(command, line, scratch);
    List<AzuriteRequest> all = azurite.requests();
    List<AzuriteRequest> sent =
        all.subList(before, all.size()).stream().filter(Benchmarks::isSentByAnEngine).toList();
    SortedMap<String, Long> requests =
        sent.stream()
            .collect(
                Collectors.groupingBy(
                    AzuriteRequest::operation, TreeMap::new, Collectors.counting()));
    int left = lake.tidySource();
    if (left > 0) {
      say("  it left %d objects at the source, which were removed".formatted(left));
    }
    return new Row(
        engine.name(),
        engine.title(),
        engine.way() == Engine.Way.THROUGH,
        measured.wallSeconds(),
        measured.cpuSeconds(),
        measured.peakBytes(),
        requests,
        runSeconds(measured),
        fault(measured, isNew ? () -> lake.faults(container) : () -> written(sent, container)));
  }

  /** Azurite looks at the source of a copy by a request to itself, which has no id. */
  private static boolean isSentByAnEngine(AzuriteRequest request) {
    return !PlainBlobs.sent(request) && !request.clientRequestId().isEmpty();
  }

  /** Files that were written though nothing had changed. */
  private static List<String> written(List<AzuriteRequest> sent, String container) {
    return sent.stream()
        .filter(r -> r.container().equals(container) && WRITES.contains(r.operation()))
        .map(r -> r.blob() + " was written again")
        .toList();
  }

  private static String fault(Measured measured, Supplier<List<String>> look) throws IOException {
    if (measured.exitCode() != 0) {
      List<String> said = Files.readAllLines(measured.err());
      return "failed with exit code %d (%s): %s"
          .formatted(
              measured.exitCode(), measured.err(), said.isEmpty() ? "" : said.get(said.size() - 1));
    }
    List<String> faults = look.get();
    return faults.isEmpty()
        ? ""
        : "%d objects at its target are wrong: %s".formatted(faults.size(), faults.get(0));
  }

  /** Twinlake says itself when its run began, Spark being up, and when it ended. */
  private double runSeconds(Measured measured) throws IOException {
    String out = Files.readString(measured.out());
    if (!out.startsWith("{")) {
      return 0;
    }
    JsonNode result = mapper.readTree(out);
    return Duration.between(
                Instant.parse(result.path("startedAt").asText()),
                Instant.parse(result.path("finishedAt").asText()))
            .toMillis()
        / 1e3;
  }

  private void show(Machine machine, Shape shape) throws IOException {
    List<Row> first = copied.values().stream().map(Row::median).toList();
    List<Row> again = unchanged.values().stream().map(Row::median).toList();
    if (json) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("machine", machine);
      document.put("lake", shape);
      document.put("repeat", repeat);
      document.put("copied", first);
      document.put("unchanged", again);
      System.out.println(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(document));
      return;
    }
    Table table = new Table(System.out);
    table.show("Everything is new: " + shape, first);
    table.show("Nothing has changed since", again);
    System.out.printf("%n%s.%n", machine);
    System.out.printf("Whole processes, one after the other, and Azurite on the same cores");
    System.out.println(repeat > 1 ? "; median of " + repeat + "." : ".");
  }

  private static void say(String text) {
    System.err.println(text);
  }
}
