package io.twinlake.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the commands print of a lake with odd names: 80 columns, or one JSON object. */
@Timeout(200)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CommandOutputIT {
  private static final String DATASETS =
      "datasets: [ { name: raw, root: raw }, { name: staging, root: staging } ]";

  private final TwoAccounts lake = new TwoAccounts();

  @TempDir Path scratch;

  @BeforeAll
  void fill() {
    HostileLake.fill(lake.source, lake.raw, lake.staging);
    HostileLake.addForeignTypes(lake.source, lake.staging);
  }

  private Jvm.Ended run(String... args) throws Exception {
    return Command.run(scratch, lake.yaml(DATASETS), lake.azurite.hadoop(), args);
  }

  @Test
  @Order(1)
  void planFitsInto80Columns() throws Exception {
    Jvm.Ended ended = run("plan");

    assertThat(ended.exitCode()).as(ended.toString()).isZero();
    assertThat(ended.out()).contains("PLAN", "nothing was written", "cafe\u0301");
    assertFits(ended);
  }

  @Test
  @Order(2)
  void replicateFitsInto80ColumnsAndExitsWith3WhereSomethingIsLeftOut() throws Exception {
    Jvm.Ended ended = run("replicate");

    assertThat(ended.exitCode()).as(ended.toString()).isEqualTo(3);
    assertThat(ended.out()).contains("an append or page blob");
    assertFits(ended);
  }

  @Test
  @Order(3)
  void replicatePrintsOneJsonObject() throws Exception {
    Jvm.Ended ended = run("replicate", "--json");

    assertThat(ended.exitCode()).as(ended.toString()).isEqualTo(3);
    JsonNode result = onlyJson(ended);
    assertThat(result.path("outcome").asText()).isEqualTo("PARTIAL");
    for (JsonNode dataset : result.path("datasets")) {
      long parts = 0;
      for (String part :
          List.of("copied", "adopted", "kept", "deleted", "failed", "notReplicated")) {
        parts += dataset.path(part).path("objects").asLong();
      }
      assertThat(parts).isEqualTo(dataset.path("paths").path("objects").asLong()).isPositive();
    }
  }

  @Test
  @Order(4)
  void statusFitsInto80ColumnsOrPrintsOneJsonObject() throws Exception {
    Jvm.Ended text = run("status");
    assertThat(text.out()).contains("raw", "staging");
    assertFits(text);

    Jvm.Ended json = run("status", "--json");
    assertThat(json.exitCode()).isEqualTo(text.exitCode());
    assertThat(onlyJson(json).path("datasets")).hasSize(2);
  }

  @Test
  @Order(5)
  void aFailurePrintsOneJsonObjectToo() throws Exception {
    Jvm.Ended ended = run("status", "--json", "--dataset", "no-such");

    assertThat(ended.exitCode()).isEqualTo(2);
    JsonNode failure = onlyJson(ended);
    assertThat(failure.path("exitCode").asInt()).isEqualTo(2);
    assertThat(failure.path("error").asText()).contains("no-such", "raw, staging");
  }

  private static JsonNode onlyJson(Jvm.Ended ended) throws Exception {
    try (var values =
        new ObjectMapper().readerFor(JsonNode.class).<JsonNode>readValues(ended.out())) {
      List<JsonNode> all = values.readAll();
      assertThat(all).as(ended.toString()).hasSize(1);
      assertThat(all.get(0).isObject()).isTrue();
      return all.get(0);
    }
  }

  private static void assertFits(Jvm.Ended ended) {
    assertThat(ended.out().lines())
        .allSatisfy(line -> assertThat(columns(line)).as(line).isLessThanOrEqualTo(80));
  }

  /** How a terminal counts: marks that combine take no column, wide characters take two. */
  private static int columns(String line) {
    return line.codePoints()
        .map(
            c ->
                Character.getType(c) == Character.NON_SPACING_MARK
                    ? 0
                    : c >= 0x1F300 || (c >= 0x1100 && Character.isIdeographic(c)) ? 2 : 1)
        .sum();
  }
}
