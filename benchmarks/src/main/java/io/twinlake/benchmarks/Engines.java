package io.twinlake.benchmarks;

import io.twinlake.benchmarks.Engine.Command;
import io.twinlake.benchmarks.Engine.Way;
import io.twinlake.testing.Azurite;
import io.twinlake.testing.PlainBlobs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** All that is compared, in the order of the table. */
final class Engines {
  static final String BARE_INSIDE = "bare";
  static final String BARE_THROUGH = "bare-through";
  static final String DISTCP_DIRECT = "distcp-direct";

  private final Azurite azurite;
  private final Path checkout;
  private final Path distcp;
  private final Path conf;
  private final Path scratch;

  /**
   * @param distcp directory with DistCp's jars
   * @param scratch where settings are written
   */
  Engines(Azurite azurite, Path checkout, Path distcp, Path scratch) throws IOException {
    this.azurite = azurite;
    this.checkout = checkout;
    this.distcp = distcp;
    this.scratch = scratch;
    this.conf = Files.createDirectories(scratch.resolve("conf"));
    Files.writeString(conf.resolve("core-site.xml"), coreSite());
    Files.writeString(
        conf.resolve("log4j.properties"),
        """
        log4j.rootLogger=ERROR, stderr
        log4j.appender.stderr=org.apache.log4j.ConsoleAppender
        log4j.appender.stderr.target=System.err
        log4j.appender.stderr.layout=org.apache.log4j.SimpleLayout
        log4j.logger.org.apache.hadoop.fs.azurebfs.utils.DateTimeUtils=OFF
        """);
  }

  List<Engine> all() {
    return List.of(
        bare(BARE_INSIDE, "Azure SDK, 16 threads: Copy Blob From URL", Way.INSIDE),
        bare(BARE_THROUGH, "Azure SDK, 16 threads: read, then write", Way.THROUGH),
        twinlake("twinlake", "Twinlake", Way.INSIDE, "auto"),
        twinlake("twinlake-streamed", "Twinlake, route: streamed", Way.THROUGH, "streamed"),
        rclone("rclone-across", "rclone --server-side-across-configs", Way.INSIDE, true),
        rclone("rclone", "rclone, 16 transfers", Way.THROUGH, false),
        distcp(DISTCP_DIRECT, "DistCp -update -direct -m 8", List.of("-direct"), false),
        distcp("distcp", "DistCp -update -m 8", List.of(), true));
  }

  private Engine bare(String name, String title, Way way) {
    return new Engine(
        name,
        title,
        way,
        "",
        false,
        container ->
            new Command(
                bareClient(way.shown(), container),
                bareClient("compare", container),
                Map.of(
                    "SOURCE_KEY", azurite.key(Lake.SOURCE_ACCOUNT),
                    "TARGET_KEY", azurite.key(Lake.TARGET_ACCOUNT))));
  }

  private List<String> bareClient(String mode, String container) {
    return List.of(
        java(),
        "-Xmx1g",
        "-Djdk.httpclient.allowRestrictedHeaders=content-length",
        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
        "-cp",
        System.getProperty("java.class.path"),
        BareClient.class.getName(),
        mode,
        "http://" + azurite.endpoint(),
        container);
  }

  private Engine twinlake(String name, String title, Way way, String route) {
    return new Engine(
        name,
        title,
        way,
        "",
        false,
        container -> {
          Path settings = scratch.resolve(container + ".yaml");
          Files.writeString(
              settings,
              """
              format: settings/1
              pair: bench
              sites:
                east: { lake: '%s', control: '%s' }
                west: { lake: '%s', control: '%s' }
              replicate: { from: east, to: west }
              datasets: [ { name: lake, root: lake } ]
              transfer: { route: %s }
              """
                  .formatted(
                      Azurite.abfs(Lake.SOURCE_ACCOUNT, Lake.CONTAINER, ""),
                      Azurite.abfs("sa1", "control", container),
                      Azurite.abfs(Lake.TARGET_ACCOUNT, container, ""),
                      Azurite.abfs("sa2", "control", container),
                      route));
          return new Command(
              List.of(
                  checkout.resolve("twinlake").toString(),
                  "replicate",
                  "--json",
                  "--config",
                  settings.toString()),
              Map.of("HADOOP_CONF_DIR", conf.toString()));
        });
  }

  private Engine rclone(String name, String title, Way way, boolean across) {
    return new Engine(
        name,
        title,
        way,
        isInstalled("rclone") ? "" : "not installed here (Debian, Ubuntu: apt-get install rclone)",
        false,
        container -> {
          List<String> line =
              new ArrayList<>(
                  List.of(
                      "rclone",
                      "--config",
                      "",
                      "sync",
                      "east:" + Lake.CONTAINER,
                      "west:" + container,
                      "--transfers",
                      "16",
                      "--checkers",
                      "16"));
          if (across) {
            line.add("--server-side-across-configs");
          }
          return new Command(
              line,
              Map.of(
                  "RCLONE_CONFIG_EAST_TYPE",
                  "azureblob",
                  "RCLONE_CONFIG_EAST_SAS_URL",
                  signed(Lake.SOURCE_ACCOUNT),
                  "RCLONE_CONFIG_WEST_TYPE",
                  "azureblob",
                  "RCLONE_CONFIG_WEST_SAS_URL",
                  signed(Lake.TARGET_ACCOUNT)));
        });
  }

  private String signed(String account) {
    return "http://%s/%s?%s"
        .formatted(
            azurite.endpoint(),
            account,
            PlainBlobs.accountSas(
                account,
                azurite.key(account),
                "rwdlacup",
                Instant.now().plus(2, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS)));
  }

  private Engine distcp(String name, String title, List<String> more, boolean slow) {
    return new Engine(
        name,
        title,
        Way.THROUGH,
        Files.isDirectory(distcp) ? "" : "its jars are not in " + distcp,
        slow,
        container -> {
          List<String> line =
              new ArrayList<>(
                  List.of(
                      java(),
                      "@" + checkout.resolve("launcher/jvm.options"),
                      "-Xmx1g",
                      "-cp",
                      conf + ":" + distcp.resolve("*"),
                      "org.apache.hadoop.tools.DistCp",
                      "-Dhadoop.tmp.dir=" + scratch.resolve("hadoop"),
                      "-update",
                      "-skipcrccheck",
                      "-m",
                      "8"));
          line.addAll(more);
          line.add(Azurite.abfs(Lake.SOURCE_ACCOUNT, Lake.CONTAINER, "").toString());
          line.add(Azurite.abfs(Lake.TARGET_ACCOUNT, container, "").toString());
          return new Command(line, Map.of());
        });
  }

  /** What an administrator would put there, with this server's port and keys. */
  private String coreSite() {
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\"?>\n<configuration>\n");
    azurite
        .hadoop()
        .forEach(
            (name, value) ->
                xml.append(
                    "<property><name>%s</name><value>%s</value></property>%n"
                        .formatted(name, value)));
    return xml.append("</configuration>\n").toString();
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static boolean isInstalled(String program) {
    return List.of(System.getenv("PATH").split(":")).stream()
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }
}
