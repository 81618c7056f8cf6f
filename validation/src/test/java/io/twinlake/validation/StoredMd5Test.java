package io.twinlake.validation;

import static io.twinlake.validation.TwoSites.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.twinlake.core.memory.MemoryStore;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.validation.report.JUnitXml;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What stores say of their objects' bytes, and what the bytes say. */
class StoredMd5Test {
  private final TwoSites sites = new TwoSites();

  private static String md5(byte[] bytes) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** An object with the MD5 of {@code said} beside it. */
  private static void putSaying(MemoryStore store, String path, byte[] content, byte[] said) {
    ObjectPath at = ObjectPath.of("orders/" + path);
    store.write(
        at,
        new ByteArrayInputStream(content),
        content.length,
        ObjectMetadata.of(Map.of("Content-MD5", md5(said)), Map.of()),
        store.find(at).map(e -> Expected.version(e.version())).orElseGet(Expected::absent));
  }

  private void both(String path, String content, String saidAtSource, String saidAtTarget) {
    putSaying(sites.source, path, bytes(content), bytes(saidAtSource));
    putSaying(sites.target, path, bytes(content), bytes(saidAtTarget));
  }

  private ValidationResult run(Level level, Optional<Long> point, String more) {
    sites.more = more;
    Optional<Sample> sample =
        level == Level.SAMPLE ? Optional.of(new Sample(1, 1, false)) : Optional.empty();
    return sites.validation().run(new ValidationRequest(level, sample, point, Set.of()));
  }

  private DatasetValidation checked(Level level) {
    return run(level, Optional.empty(), "validation: { storedMd5: check }").datasets().get(0);
  }

  @Test
  void equalBytesBesideAWrongMd5AreAFindingOfTheirOwnAndNotADifferenceOfTheSides() {
    both("right", "alpha", "alpha", "alpha");
    both("stale", "bravo", "before", "before");
    both("only-there", "charlie", "charlie", "damaged");
    put(sites.source, "orders/none", "delta");
    put(sites.target, "orders/none", "delta");

    for (Level level : new Level[] {Level.CONTENT, Level.SAMPLE}) {
      DatasetValidation orders = checked(level);

      assertThat(orders.of(Outcome.STORED_MD5_WRONG)).isEqualTo(2);
      assertThat(orders.of(Outcome.MATCH)).isEqualTo(2);
      assertThat(orders.of(Outcome.DIFFERS)).isZero();
      assertThat(orders.paths()).isEqualTo(4);
      assertThat(orders.comparedByContent()).isEqualTo(4);
      assertThat(orders.verdict()).isEqualTo(Verdict.DIFFERENCES);
      assertThat(orders.storedMd5())
          .contains(Map.of(StoredMd5.RIGHT, 3L, StoredMd5.WRONG, 3L, StoredMd5.NONE, 2L));
      assertThat(orders.findings())
          .extracting(f -> f.path().value(), Finding::outcome)
          .containsExactly(
              tuple("only-there", Outcome.STORED_MD5_WRONG),
              tuple("stale", Outcome.STORED_MD5_WRONG));
      assertThat(orders.findings().get(0).detail())
          .contains(
              "stored at the source is that of its bytes",
              "stored at the target is " + md5(bytes("damaged")),
              md5(bytes("charlie")));
      assertThat(orders.notes())
          .anyMatch(n -> n.contains("3 right, 3 wrong, 0 not checked") && n.contains("2 times"));
    }
  }

  @Test
  void whereTheSidesDifferTheMd5TellsWhichOfThemIsDamaged() {
    putSaying(sites.source, "a", bytes("alpha"), bytes("alpha"));
    putSaying(sites.target, "a", bytes("alphA"), bytes("alpha"));

    DatasetValidation orders = checked(Level.CONTENT);

    assertThat(orders.of(Outcome.DIFFERS)).isEqualTo(1);
    assertThat(orders.of(Outcome.STORED_MD5_WRONG)).isZero();
    assertThat(orders.findings().get(0).detail())
        .startsWith("equal lengths, different bytes")
        .contains("source is that of its bytes", "target is " + md5(bytes("alpha")));
    assertThat(orders.findings().get(0).sourceHash()).isPresent();
    assertThat(orders.storedMd5()).contains(Map.of(StoredMd5.RIGHT, 1L, StoredMd5.WRONG, 1L));
  }

  @Test
  void nothingIsSaidOfStoredMd5sUnlessTheyAreAskedFor() {
    both("stale", "bravo", "before", "before");

    DatasetValidation orders = run(Level.CONTENT, Optional.empty(), "").datasets().get(0);

    assertThat(orders.verdict()).isEqualTo(Verdict.CLEAN);
    assertThat(orders.storedMd5()).isEmpty();
    assertThat(orders.notes()).noneMatch(n -> n.contains("MD5"));
    assertThat(checked(Level.LISTING).storedMd5()).isEmpty();
  }

  @Test
  void anObjectThatIsHashedByRangesIsCountedAsNotCheckedAndNeverAsRight() {
    byte[] large = new byte[(4 * 64 << 10) + 1];
    new Random(3).nextBytes(large);
    putSaying(sites.source, "large", large, large);
    putSaying(sites.target, "large", large, bytes("wrong"));
    byte[] inOnePass = new byte[4 * 64 << 10];
    new Random(4).nextBytes(inOnePass);
    putSaying(sites.source, "whole", inOnePass, inOnePass);
    putSaying(sites.target, "whole", inOnePass, inOnePass);

    DatasetValidation orders = checked(Level.CONTENT);

    assertThat(orders.of(Outcome.MATCH)).isEqualTo(2);
    assertThat(orders.storedMd5()).contains(Map.of(StoredMd5.NOT_CHECKED, 2L, StoredMd5.RIGHT, 2L));
    assertThat(orders.notes())
        .anyMatch(n -> n.contains("2 not checked (objects of more than 256 KiB"));
  }

  @Test
  void againstARecoveryPointTheTargetsMd5IsChecked() {
    putSaying(sites.source, "a", bytes("alpha"), bytes("old"));
    sites.replicate();

    DatasetValidation orders =
        run(Level.CONTENT, Optional.of(1L), "validation: { storedMd5: check }").datasets().get(0);

    assertThat(orders.of(Outcome.STORED_MD5_WRONG)).isEqualTo(1);
    assertThat(orders.storedMd5()).contains(Map.of(StoredMd5.WRONG, 1L));
  }

  @Test
  void aWrongMd5OutsideTheScopeCountsAsOutside() {
    sites.dataset = "{ name: orders, root: raw/orders, filters: ['- *.tmp'] }";
    both("x.tmp", "bravo", "before", "before");

    assertThat(checked(Level.CONTENT).of(Outcome.OUTSIDE)).isEqualTo(1);
  }

  @Test
  void aPipelineSeesAFailureAndARepairIsNotAsked() {
    both("stale", "bravo", "before", "before");
    ValidationResult result =
        run(Level.CONTENT, Optional.empty(), "validation: { storedMd5: check }");

    assertThat(new String(JUnitXml.of(result), StandardCharsets.UTF_8))
        .contains("failures=\"1\"", "stale: equal, but not by its stored MD5");
    assertThat(Suspects.of(result, Set.of())).isEmpty();
  }
}
