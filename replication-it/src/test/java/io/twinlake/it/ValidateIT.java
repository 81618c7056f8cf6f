package io.twinlake.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What somebody sees who asks whether the secondary is the same. */
@Timeout(300)
class ValidateIT {
  private final TwoAccounts lake = new TwoAccounts();

  @TempDir Path scratch;

  private Jvm.Ended validate(String... arguments) throws Exception {
    String[] all = new String[arguments.length + 1];
    all[0] = "validate";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return Command.run(scratch, lake.yaml(TwoAccounts.WHOLE), lake.azurite.hadoop(), all);
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
