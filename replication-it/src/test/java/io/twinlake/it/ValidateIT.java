package io.twinlake.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What somebody sees who asks whether the secondary is the same. */
@Timeout(300)
class ValidateIT {
  private final TwoAccounts lake = new TwoAccounts();
  private String section = "";

  @TempDir Path scratch;

  private Jvm.Ended validate(String... arguments) throws Exception {
    String[] all = new String[arguments.length + 1];
    all[0] = "validate";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return run(all);
  }

  private Jvm.Ended run(String... arguments) throws Exception {
    return Command.run(
        scratch, lake.yaml(section, TwoAccounts.WHOLE), lake.azurite.hadoop(), arguments);
  }

  @Test
  void oneDamagedByteIsFoundByContentAndNamedAndALostContainerIsNeverClean() throws Exception {
    lake.source.put(lake.raw, "date=2026-11-20/a", "alpha");
    lake.source.put(lake.raw, "date=2026-11-20/b", "bravo");
    lake.replicateCleanly(TwoAccounts.WHOLE);

    Jvm.Ended clean = validate("--level", "content");
    assertThat(clean.exitCode()).as(clean.toString()).isZero();
    assertThat(clean.out()).startsWith("CLEAN").contains("Every byte of both sites");
    assertThat(lake.documents("validations")).hasSize(1);

    lake.target.put(lake.raw, "date=2026-11-20/b", "brXvo");
    Jvm.Ended listing = validate("--level", "listing");
    assertThat(listing.exitCode()).as(listing.toString()).isZero();
    Jvm.Ended content = validate("--level", "content");
    assertThat(content.exitCode()).as(content.toString()).isEqualTo(8);
    assertThat(content.out())
        .startsWith("DIFFERENCES")
        .contains("date=2026-11-20/b")
        .contains("equal lengths, different bytes");
    assertThat(content.out().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void aStoredMd5ThatLiesIsNamedOnAScreenAndForMachinesAndExitsWith8() throws Exception {
    section = "validation: { storedMd5: check }";
    lake.source.put(lake.raw, "date=2026-11-20/a", "alpha");
    lake.source.put(lake.raw, "date=2026-11-20/b", "bravo");
    lake.replicateCleanly(TwoAccounts.WHOLE);
    lake.target.send(
        "PUT",
        lake.raw,
        "date=2026-11-20/b",
        "comp=properties",
        Map.of("x-ms-blob-content-md5", "MTIzNDU2Nzg5MDEyMzQ1Ng=="),
        new byte[0]);

    Jvm.Ended screen = validate("--level", "content");
    assertThat(screen.exitCode()).as(screen.toString()).isEqualTo(8);
    assertThat(screen.out()).startsWith("DIFFERENCES");
    assertThat(screen.out().replaceAll("\\s+", " "))
        .contains(
            "raw: 1 equal, but not by its stored MD5 (5 B)",
            "raw/date=2026-11-20/b equal, but not by its stored MD5",
            "stored at the target is MTIzNDU2Nzg5MDEyMzQ1Ng==")
        .doesNotContain("different bytes");
    assertThat(screen.out().lines()).allMatch(line -> line.length() <= 80);

    Jvm.Ended machine = validate("--level", "content", "--json");
    assertThat(machine.exitCode()).as(machine.toString()).isEqualTo(8);
    JsonNode result = new ObjectMapper().readTree(machine.out());
    assertThat(result.path("verdict").asText()).isEqualTo("DIFFERENCES");
    assertThat(result.at("/datasets/0/counts/STORED_MD5_WRONG/objects").asInt()).isEqualTo(1);
    assertThat(result.at("/datasets/0/counts/MATCH/objects").asInt()).isEqualTo(1);
    assertThat(result.at("/datasets/0/findings")).hasSize(1);
    JsonNode only = result.at("/datasets/0/findings/0");
    assertThat(only.path("outcome").asText()).isEqualTo("STORED_MD5_WRONG");
    assertThat(only.at("/path/value").asText()).isEqualTo("date=2026-11-20/b");
  }

  @Test
  void fingerprintsOfBothSitesTellWhatDiffersWithoutReadingAnyDataAgain() throws Exception {
    // Nothing is so little that it is done without Spark.
    section = "transfer: { driverLimit: 0 }";
    lake.source.put(lake.raw, "date=2026-11-20/a", "alpha");
    lake.source.put(lake.raw, "date=2026-11-20/b", "bravo");
    lake.replicateCleanly(TwoAccounts.WHOLE);

    Jvm.Ended source = run("fingerprint", "--site", "east");
    assertThat(source.exitCode()).as(source.toString()).isZero();
    assertThat(source.out()).contains("east: 2 objects hashed (10 B read), 0 known from before.");
    Jvm.Ended target = run("fingerprint", "--site", "west");
    assertThat(target.exitCode()).as(target.toString()).isZero();
    Jvm.Ended same = validate("--from", "fingerprints");
    assertThat(same.exitCode()).as(same.toString()).isZero();
    assertThat(same.out()).startsWith("CLEAN");

    lake.target.put(lake.raw, "date=2026-11-20/b", "brXvo");
    Jvm.Ended again = run("fingerprint", "--site", "west");
    assertThat(again.out()).contains("west: 1 object hashed (5 B read), 1 known from before.");
    Jvm.Ended differs = validate("--from", "fingerprints");
    assertThat(differs.exitCode()).as(differs.toString()).isEqualTo(8);
    assertThat(differs.out()).startsWith("DIFFERENCES").contains("date=2026-11-20/b");
    for (Jvm.Ended each : List.of(source, target, same, differs)) {
      assertThat(each.out().lines()).allMatch(line -> line.length() <= 80);
    }
  }

  @Test
  void aFirstFingerprintAsksForSparkAndFailsByNameWhereThereIsNone() throws Exception {
    lake.source.put(lake.raw, "a", "alpha");

    Jvm.Ended ended =
        Command.startOn(
                "local[nonsense]",
                scratch,
                lake.yaml(TwoAccounts.WHOLE),
                lake.azurite.hadoop(),
                "fingerprint",
                "--site",
                "east")
            .end();
    assertThat(ended.exitCode()).as(ended.toString()).isEqualTo(9);
    assertThat(ended.out().replaceAll("\\s+", " "))
        .contains("FAILED", "! east, raw: Spark does not start", "local[nonsense]", "--master");
    assertThat(ended.err()).contains("Spark did not start").doesNotContain("and is done");
  }

  @Test
  void aSiteThatCannotBeReadExitsWith9() throws Exception {
    lake.source.put(lake.raw, "a", "alpha");
    lake.replicateCleanly(TwoAccounts.WHOLE);

    Jvm.Ended ended =
        Command.run(
            scratch,
            lake.yaml(TwoAccounts.WHOLE),
            Secrets.withKey(lake.azurite.hadoop(), "sa3", "d3Jvbmcga2V5"),
            "validate",
            "--level",
            "listing");

    assertThat(ended.exitCode()).as(ended.toString()).isEqualTo(9);
    assertThat(ended.out()).startsWith("COULD NOT TELL").contains("sa3.dfs", "listBy");
  }
}
