package io.twinlake.validation.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinlake.testing.browser.Browser;
import io.twinlake.testing.browser.BrowserPage;
import io.twinlake.testing.browser.View;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The page as a real browser shows it. Pictures are kept in {@code target/screenshots}. */
@Timeout(120)
class PageInBrowserTest {
  private static final Path PICTURES = Path.of("target", "screenshots").toAbsolutePath();

  private static final Map<String, View> VIEWS = new LinkedHashMap<>();

  static {
    VIEWS.put("desk", View.DESK);
    VIEWS.put("desk-dark", View.DESK.inDark());
    VIEWS.put("phone", View.PHONE);
    VIEWS.put("phone-dark", View.PHONE.inDark());
    VIEWS.put("paper", new View(760, false, true));
  }

  /**
   * Elements that reach beyond the window, and texts that are cut off without a sign. Labels in the
   * map may end in a sign or be left out: they are said in full elsewhere.
   */
  private static final String CLIPPED =
      """
      [...document.querySelectorAll('body *')].filter(e => {
        const box = e.getBoundingClientRect();
        if (box.width === 0 || e.closest('svg') || e.closest('.map')) return false;
        const style = getComputedStyle(e);
        return box.right > innerWidth + 0.5 || box.left < -0.5
            || (style.overflowX !== 'visible' && e.scrollWidth > e.clientWidth + 1);
      }).map(e => e.tagName + '.' + e.className + ': ' + e.textContent.slice(0, 60))
      """;

  private static final String BROKEN_LINKS =
      """
      [...document.querySelectorAll('a')].filter(a =>
        a.hash.length < 2 || !document.getElementById(decodeURIComponent(a.hash.slice(1)))
      ).map(a => a.outerHTML)
      """;

  private static Browser browser;
  private final List<BrowserPage> open = new ArrayList<>();

  private BrowserPage page(String name, Report report, View view) throws IOException {
    BrowserPage page = browser.open(written(name, report), view);
    open.add(page);
    return page;
  }

  @AfterEach
  void closePages() {
    open.forEach(BrowserPage::close);
  }

  @BeforeAll
  static void start() {
    browser = Browser.start();
  }

  @AfterAll
  static void stop() {
    browser.close();
  }

  private static Path written(String name, Report report) throws IOException {
    Files.createDirectories(PICTURES);
    return Files.write(PICTURES.resolve(name + ".html"), report.html());
  }

  private void looksRight(String name, Report report) throws IOException {
    Path file = written(name, report);
    VIEWS.forEach(
        (how, view) -> {
          try (BrowserPage page = browser.open(file, view)) {
            page.screenshot(PICTURES.resolve(name + "-" + how + ".png"));
            isWhole(name + "-" + how, page, view);
          }
        });
  }

  private static void isWhole(String as, BrowserPage page, View view) {
    assertThat(page.console()).as(as).isEmpty();
    assertThat(page.loaded()).as(as).allMatch(u -> u.startsWith("file:") || u.equals("data:,"));
    assertThat(page.evaluate("document.documentElement.scrollWidth").asInt())
        .as(as)
        .isEqualTo(page.evaluate("innerWidth").asInt())
        .isEqualTo(view.width());
    assertThat(page.evaluate(CLIPPED)).as(as).isEmpty();
    assertThat(page.evaluate(BROKEN_LINKS)).as(as).isEmpty();
    assertThat(page.evaluate("document.scripts.length").asInt()).isZero();
    assertThat(page.evaluate("typeof window.hacked").asText()).isEqualTo("undefined");
  }

  private static String text(BrowserPage page, String selector) {
    return page.evaluate("document.querySelector('%s').innerText".formatted(selector)).asText();
  }

  @Test
  void aCleanPageSaysSoFirstAndFitsEverywhere() throws IOException {
    looksRight("clean", Reports.clean());
    BrowserPage page = page("clean", Reports.clean(), View.PHONE);

    assertThat(text(page, "h1")).isEqualTo("Clean");
    JsonNode box =
        page.evaluate(
            "(({top,bottom}) => ({top,bottom}))(document.querySelector('h1').getBoundingClientRect())");
    assertThat(box.get("bottom").asDouble()).as("without scrolling").isLessThan(844);
    assertThat(page.evaluate("document.title").asText()).startsWith("Clean · sales");
  }

  @Test
  void aPageWithDifferencesNamesThemAndItsNumbersAddUp() throws IOException {
    looksRight("damaged", Reports.damaged());
    BrowserPage page = page("damaged", Reports.damaged(), View.DESK);

    assertThat(text(page, "h1")).isEqualTo("Differences");
    assertThat(text(page, ".verdict .lead"))
        .isEqualTo(
            "2 paths differ, 118 paths are missing at the target and 4 paths are only at the target.");
    assertThat(text(page, "#what-differs"))
        .contains("date=2026-11-20/part-0004-9c1b.snappy.parquet");
    long added =
        page.evaluate(
                "[...document.querySelectorAll('.legend b')].reduce((s, b) => s + Number(b.innerText.replaceAll(',', '')), 0)")
            .asLong();
    assertThat(text(page, ".sums > .quiet")).startsWith("Together %,d paths".formatted(added));
    assertThat(page.evaluate("document.querySelectorAll('.map .tile.bad').length").asInt())
        .isEqualTo(2);
  }

  @Test
  void equalBytesBesideAWrongMd5AreAClassOfTheirOwnWithoutARepair() throws IOException {
    looksRight("doubted", Reports.doubted());
    BrowserPage page = page("doubted", Reports.doubted(), View.DESK);

    assertThat(text(page, "h1")).isEqualTo("Differences");
    assertThat(text(page, ".verdict .lead"))
        .isEqualTo("3 paths are equal, but not what their stored MD5 says.");
    assertThat(text(page, "#what-differs"))
        .contains("equal, but not by its stored MD5", "a repair changes nothing there")
        .doesNotContain("twinlake repair");
    assertThat(page.evaluate("document.querySelectorAll('.map .tile.doubt').length").asInt())
        .isEqualTo(1);
    assertThat(page.evaluate("document.querySelectorAll('.map .tile.bad').length").asInt())
        .isZero();
  }

  @Test
  void colourIsNeverTheOnlySign() throws IOException {
    BrowserPage page = page("damaged", Reports.damaged(), View.DESK);

    assertThat(
            page.evaluate(
                    "[...document.querySelectorAll('.mark')].filter(m => m.children.length < 2).length")
                .asInt())
        .as("marks without a shape in them")
        .isZero();
    assertThat(
            page.evaluate(
                    "new Set([...document.querySelectorAll('.key .mark')].map(m => m.innerHTML)).size")
                .asInt())
        .as("shapes that can be told apart without colour")
        .isEqualTo(5);
    assertThat(
            page.evaluate(
                    "[...document.querySelectorAll('.map .tile:not(.same)')].filter(t => getComputedStyle(t.querySelector('.sign')).display === 'none' && t.getBoundingClientRect().width > 22 && t.getBoundingClientRect().height > 22).length")
                .asInt())
        .as("tiles of differences without a sign")
        .isZero();
  }

  @Test
  void namesThatAttackAndTenThousandDifferencesAreShownCalmly() throws IOException {
    looksRight("ugly", Reports.ugly());
    BrowserPage page = page("ugly", Reports.ugly(), View.PHONE);

    assertThat(text(page, "h1")).isEqualTo("Could not tell");
    assertThat(
            page.evaluate(
                "[...document.querySelectorAll('.findings .name')].map(n => n.textContent)"))
        .extracting(JsonNode::asText)
        .contains(
            Reports.SCRIPT,
            "تقارير/date=2026-11-20/ملخص \\u202egnp.exe",
            "bell\\u0007/tab\\u0009here/new\\u000aline/nul\\u0000/zero\\u200bwidth");
    assertThat(page.evaluate("document.querySelectorAll('img').length").asInt()).isZero();
    assertThat(Files.size(PICTURES.resolve("ugly.html"))).as("bytes").isLessThan(3_000_000);
  }

  @Test
  void aSampleSaysWhatItAllowsAndNoMore() throws IOException {
    looksRight("sampled", Reports.sampled());
    BrowserPage page = page("sampled", Reports.sampled(), View.DESK);

    assertThat(text(page, ".bound"))
        .isEqualTo(
            "600 of 12,600 objects were drawn with seed 731, none differs: at 95 % confidence fewer than 3/600 of all objects do, that is 0.500 %.");
  }

  @Test
  void aLakeThatNobodyComparedIsNotCalledClean() throws IOException {
    looksRight("never", Reports.never());

    assertThat(text(page("never", Reports.never(), View.DESK), "h1")).isEqualTo("Never validated");
  }

  @Test
  void paperShowsWhatIsFoldedOnTheScreen() throws IOException {
    String last = "part-0017.snappy.parquet";
    BrowserPage screen = page("damaged", Reports.damaged(), View.DESK);
    BrowserPage paper = page("damaged", Reports.damaged(), VIEWS.get("paper"));

    assertThat(text(screen, "#what-differs")).doesNotContain(last);
    assertThat(text(paper, "#what-differs")).contains(last);
    Path pdf = PICTURES.resolve("damaged.pdf");
    paper.pdf(pdf);
    assertThat(Files.size(pdf)).as("bytes of a PDF that shows something").isGreaterThan(50_000);
  }
}
