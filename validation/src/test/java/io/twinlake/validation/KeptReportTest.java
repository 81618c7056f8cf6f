package io.twinlake.validation;

import static io.twinlake.validation.TwoSites.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.Stores;
import io.twinlake.validation.report.KeptValidations;
import io.twinlake.validation.report.Report;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The report from what really was kept. */
class KeptReportTest {
  private final TwoSites sites = new TwoSites();

  private KeptValidations kept() {
    return new KeptValidations(sites.settings(), new Stores(new StoreContext(Map.of(), "test")));
  }

  private ValidationResult validated(Level level) {
    Validation validation = sites.validation();
    ValidationResult result =
        validation.run(new ValidationRequest(level, Optional.empty(), Optional.empty(), Set.of()));
    validation.keep(result);
    return result;
  }

  private String page(Optional<String> id) {
    Report report = kept().report(id, Instant.now());
    return new String(report.html(), StandardCharsets.UTF_8);
  }

  @Test
  void whatWasKeptIsShownWithItsPastAndItsPoints() {
    put(sites.source, "orders/<script>alert(1)</script>", "alpha");
    sites.replicate();
    ValidationResult first = validated(Level.CONTENT);
    put(sites.target, "orders/<script>alert(1)</script>", "alphX");
    ValidationResult second = validated(Level.CONTENT);

    assertThat(kept().read(Optional.of(second.id())).verdict()).isEqualTo(Verdict.DIFFERENCES);
    assertThat(page(Optional.of(second.id())))
        .contains("<h1>Differences</h1>", "&lt;script&gt;alert(1)&lt;/script&gt;")
        .contains("objective met")
        .doesNotContain("<script");
    assertThat(page(Optional.of(first.id()))).contains("<h1>Clean</h1>");
    assertThat(kept().report(Optional.empty(), Instant.now()).shown().orElseThrow().id())
        .as("the newest, also within one second")
        .isEqualTo(second.id());
  }

  @Test
  void aDamagedDocumentOfThePastIsSaidAndTheOthersAreShown() {
    put(sites.source, "orders/a", "alpha");
    sites.replicate();
    put(sites.control, "validations/20000101T000000Z-000000.json", "{}");
    validated(Level.LISTING);

    Report report = kept().report(Optional.empty(), Instant.now());

    assertThat(report.notes()).singleElement().asString().contains("20000101T000000Z-000000");
    assertThat(report.past()).hasSize(1);
    assertThat(report.shown().orElseThrow().verdict()).isEqualTo(Verdict.CLEAN);
  }

  @Test
  void aNameThatIsNotThereIsAnErrorAndNothingKeptIsAPageThatSaysSo() {
    put(sites.source, "orders/a", "alpha");
    sites.replicate();

    assertThat(page(Optional.empty())).contains("<h1>Never validated</h1>");
    assertThatThrownBy(() -> page(Optional.of("nobody")))
        .hasMessageContaining("There is no validation 'nobody'");
    assertThatThrownBy(() -> kept().read(Optional.empty()))
        .hasMessageContaining("Run validate first");
  }
}
