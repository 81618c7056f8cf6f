package io.twinlake.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.run.RunResult;
import io.twinlake.testing.PlainBlobs;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Keys, signatures and tokens are in no output, log, event or report, also where runs fail. */
@Timeout(200)
class SecretsIT {
  private static final Path CHECKOUT = Path.of(System.getProperty("twinlake.checkout"));

  /** A key of the right shape that is not the account's. */
  private static final String WRONG_KEY = base64("wrong-account-key-".repeat(4).substring(0, 64));

  private static final String TOKEN = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ0d2lubGFrZSJ9.c2VjcmV0";

  private final TwoAccounts lake = new TwoAccounts();

  @TempDir Path scratch;

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The secrets that are configured, in every spelling that a URL or a header gives them. */
  private List<String> secrets(String sas) {
    String signature = sas.substring(sas.indexOf("sig=") + 4);
    List<String> secrets = new ArrayList<>(List.of(WRONG_KEY, TOKEN, signature));
    secrets.add(java.net.URLDecoder.decode(signature, StandardCharsets.UTF_8));
    for (String account : List.of("sa1", "sa2", "sa3", "sa4")) {
      secrets.add(lake.azurite.key(account));
    }
    return secrets;
  }

  private String sas(String account, String permissions) {
    return PlainBlobs.accountSas(
        account,
        lake.azurite.key(account),
        permissions,
        Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS));
  }

  /** The source refuses its key, the target has a signature, and a token lies about. */
  private Map<String, String> refused(String sas) {
    Map<String, String> hadoop =
        Secrets.withSas(Secrets.withKey(lake.azurite.hadoop(), "sa3", WRONG_KEY), "sa4", sas);
    hadoop.put("fs.azure.account.oauth2.client.secret.sa9.dfs.core.windows.net", TOKEN);
    hadoop.put("fs.azure.account.oauth2.access.token", TOKEN);
    return hadoop;
  }

  @Test
  @DisplayName("T23: a submitted run that fails tells no secret, neither Spark in its event log")
  void aSubmittedRunTellsNoSecret() throws Exception {
    lake.source.put(lake.raw, "a", "content");
    lake.replicateCleanly(TwoAccounts.WHOLE);
    String sas = sas("sa4", "rwdlac");
    Path events = Files.createDirectory(scratch.resolve("events"));

    Jvm.Ended ended = submit(refused(sas), events);

    assertThat(ended.exitCode()).as(ended.toString()).isEqualTo(7);
    assertThat(ended.out()).contains("sa3", "refuses");
    String log = text(events);
    assertThat(log).contains("SparkListenerEnvironmentUpdate", "fs.azure.account.key");
    for (String secret : secrets(sas)) {
      assertThat(ended.out()).doesNotContain(secret);
      assertThat(ended.err()).doesNotContain(secret);
      assertThat(log).as("event log").doesNotContain(secret);
      assertThat(controlRoot()).doesNotContain(secret);
    }
  }

  /** As the launcher does, with its own redaction and logging. */
  private Jvm.Ended submit(Map<String, String> hadoop, Path events) throws Exception {
    Matcher redaction =
        Pattern.compile("(?m)^redaction='(.*)'$")
            .matcher(Files.readString(CHECKOUT.resolve("twinlake")));
    assertThat(redaction.find()).isTrue();
    Properties properties = new Properties();
    hadoop.forEach((key, value) -> properties.put("spark.hadoop." + key, value));
    Path file = scratch.resolve("spark.properties");
    try (var out = Files.newOutputStream(file)) {
      properties.store(out, "");
    }
    Path settings = Files.writeString(scratch.resolve("e2e.yaml"), lake.yaml(TwoAccounts.WHOLE));
    return Jvm.start(
            scratch,
            List.of(
                "@" + CHECKOUT.resolve("launcher/jvm.options"),
                "-cp",
                CHECKOUT.resolve("launcher") + java.io.File.pathSeparator + Jvm.sparkJars(),
                "org.apache.spark.deploy.SparkSubmit",
                "--master",
                "local[1]",
                "--properties-file",
                file.toString(),
                "--conf",
                "spark.ui.enabled=false",
                "--conf",
                "spark.redaction.regex=" + redaction.group(1),
                "--conf",
                "spark.eventLog.enabled=true",
                "--conf",
                "spark.eventLog.compress=false",
                "--conf",
                "spark.eventLog.dir=" + events.toUri(),
                "--class",
                Command.MAIN,
                ShadedJar.path().toString()),
            "replicate",
            "--verbose",
            "--config",
            settings.toString())
        .end();
  }

  @Test
  @DisplayName("T23: no exception, result or document of a refused run holds a secret")
  void noExceptionHoldsASecret() throws Exception {
    lake.source.put(lake.raw, "a", "content");
    lake.replicateCleanly(TwoAccounts.WHOLE);
    lake.source.put(lake.raw, "a", "changed");
    String readOnly = sas("sa4", "rl");
    StringWriter told = new StringWriter();
    PrintWriter out = new PrintWriter(told, true);
    for (String account : List.of("sa1", "sa2", "sa3", "sa4")) {
      Map<String, String> key = Secrets.withKey(lake.azurite.hadoop(), account, WRONG_KEY);
      Map<String, String> signature =
          Secrets.withSas(lake.azurite.hadoop(), account, sas(account, "l") + "wrong");
      for (Map<String, String> hadoop : List.of(key, signature)) {
        tryRun(hadoop, out);
      }
    }
    tryRun(refused(readOnly), out);
    tryRun(Secrets.withSas(lake.azurite.hadoop(), "sa4", readOnly), out);

    assertThat(told.toString()).contains("refuses").contains("AccessDeniedException");
    for (String secret : secrets(readOnly)) {
      assertThat(told.toString()).doesNotContain(secret);
      assertThat(controlRoot()).doesNotContain(secret);
    }
    assertThat(told.toString()).doesNotContain("sig=");
    assertThat(lake.target.text(lake.raw, "a")).isEqualTo("content");
  }

  private void tryRun(Map<String, String> hadoop, PrintWriter out) {
    try {
      RunResult result = lake.twinlake(hadoop, TwoAccounts.WHOLE).replicate();
      assertThat(result.outcome()).isNotEqualTo(RunResult.Outcome.CLEAN);
      out.println(result);
    } catch (RuntimeException e) {
      e.printStackTrace(out);
    }
    try {
      out.println(lake.twinlake(hadoop, TwoAccounts.WHOLE).status());
    } catch (RuntimeException e) {
      e.printStackTrace(out);
    }
    out.println(new TreeMap<>(Map.of("settings", lake.settings(TwoAccounts.WHOLE))));
    out.println(lake.twinlake(hadoop, TwoAccounts.WHOLE));
  }

  private String controlRoot() {
    StringBuilder all = new StringBuilder();
    for (String name : lake.control.list(lake.twinlake).keySet()) {
      all.append(name).append('\n').append(lake.control.text(lake.twinlake, name));
    }
    return all.toString();
  }

  private static String text(Path folder) throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }
}
