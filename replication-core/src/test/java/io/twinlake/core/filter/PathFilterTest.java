package io.twinlake.core.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.store.ObjectPath;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The patterns are those of <a href="https://rclone.org/filtering/">rclone's documentation</a>. */
class PathFilterTest {

  @ParameterizedTest(name = "{0} matches {1}")
  @CsvSource(
      delimiter = ' ',
      value = {
        // Anchors.
        "file.jpg file.jpg",
        "file.jpg directory/file.jpg",
        "/file.jpg file.jpg",
        "dir/file.jpg dir/file.jpg",
        "dir/file.jpg a/b/dir/file.jpg",
        // The table of examples.
        "*.jpg file.jpg",
        "*.jpg dir/file.jpg",
        "/*.jpg file.jpg",
        "*.{jpg,png} file.jpg",
        "*.{jpg,png} dir/file.png",
        "dir/** dir/anyfile",
        "dir/** subdir/dir/subsubdir/anyfile",
        "*.t?t file.txt",
        "*.t?t dir/file.tzt",
        "*.[a-z] file.a",
        "*.\\?\\?\\? file.???",
        "*.\\d\\d\\d file.012",
        "*.{{jpe?g}} file.jpeg",
        "/{{.*\\.jpe?g}} file.jpeg",
        "*.{{(?i)jpg}} file.JPG",
        "{{start[^/]*end\\.jpg}} x/start-end.jpg",
        "{{start.*end\\.jpg}} start/end.jpg",
        // Stars.
        "** a/b/c",
        "/** a",
        "*/b a/b",
        "a**z a/b/z",
        "a/**/z a/b/c/z",
        "a* a",
        // Classes.
        "[!0-9]* x1",
        "[^0-9]* x1",
        "[[:digit:]]x 7x",
        "[[:^digit:]]x ax",
        "[[:alpha:]_-]x _x",
        "[[:word:]]x _x",
        "[\\d.]x .x",
        "[\\]]x ]x",
        "[a&&b]x &x",
        "[a-c-]x -x",
        "[.^$|]x ^x",
        "[x!]y !y",
        // Alternatives may nest, cross directories, and be empty.
        "a{b,{c,d}}e ade",
        "{dir1/**,dir2/**} dir2/x/y",
        "a{,.gz} a.gz",
        "a{,.gz} a",
        "a,b a,b",
        "x\\{y\\} x{y}",
        // A regular expression keeps its commas and braces.
        "{{a{2,3}}} aaa",
        "a{{b|c}}d acd",
        "{{(?P<n>x)y}} xy",
        "{{[[:upper:]]+}} ABC",
        "{{[]a]+}} ]a]",
        "{{[a&&b]}} &",
        "{{\\Q.*\\E}} .*",
        "{{[\\p{Lu}]x}} Äx",
        "{{(?i:ä)}} Ä",
        // Directories.
        "a/ a/b",
        "a/ x/a/b/c",
        "/a/ a/b",
        // Metacharacters of regular expressions are plain.
        "a.b a.b",
        "a+b a+b",
        "a(b)|c$^ a(b)|c$^",
        "a\\\\b a\\b",
        "a\\*b a*b",
        "date=*/%2F date=1/%2F",
        "ä?ö äüö",
        "?? 😀😀",
      })
  void aPatternMatches(String pattern, String path) {
    assertThat(new PathFilter(List.of("- " + pattern)).excludedBy(ObjectPath.of(path)))
        .contains("- " + pattern);
  }

  @ParameterizedTest(name = "{0} does not match {1}")
  @CsvSource(
      delimiter = ' ',
      value = {
        "file.jpg afile.jpg",
        "file.jpg directory/afile.jpg",
        "file.jpg file.jpg/x",
        "/file.jpg directory/file.jpg",
        "*.jpg file.png",
        "/*.jpg dir/file.jpg",
        "*.{jpg,png} file.gif",
        "dir/** file.png",
        "dir/** subdir/file.png",
        "dir/** dir",
        "*.t?t file.qxt",
        "*.[a-z] file.0",
        "*.\\?\\?\\? file.abc",
        "*.\\d\\d\\d file.abc",
        "*.{{jpe?g}} dir/file.jpeeg",
        "/{{.*\\.jpe?g}} dir/file.jpg2",
        "potato POTATO",
        "a*z a/z",
        "a?z a/z",
        "a.b axb",
        "[!0-9]x 1x",
        "[a-c]x dx",
        "{{[a&&b]}} c",
        "a/ a",
        "/a/ x/a/b",
        "a{b,c} a",
        "? 😀😀",
        "{{a}} a/b",
        "{{.}} ab",
      })
  void aPatternDoesNotMatch(String pattern, String path) {
    assertThat(new PathFilter(List.of("- " + pattern)).accepts(ObjectPath.of(path))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nb", "a\r\nb", "\n", "x/a\u2028b", "a\u0000b", "a\u0085", "\ud800x"})
  void noNameSlipsPastAPatternForAll(String hostile) {
    assertThat(new PathFilter(List.of("- **")).accepts(ObjectPath.of(hostile))).isFalse();
    assertThat(new PathFilter(List.of("- {*,*/*}")).accepts(ObjectPath.of(hostile))).isFalse();
  }

  @Test
  void aLineBreakIsNotTheEndOfAName() {
    assertThat(new PathFilter(List.of("- a.tmp")).accepts(ObjectPath.of("a.tmp\n"))).isTrue();
    assertThat(new PathFilter(List.of("- {{a$}}")).accepts(ObjectPath.of("a\n"))).isTrue();
    assertThat(new PathFilter(List.of("- a.tmp")).accepts(ObjectPath.of("x\n/a.tmp"))).isFalse();
    assertThat(new PathFilter(List.of("- a.tmp")).accepts(ObjectPath.of("x\na.tmp"))).isTrue();
    assertThat(new PathFilter(List.of("- a\nb")).accepts(ObjectPath.of("a\nb"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a:b", "a//b", "x/../z", "trailing.", "%2F", "[a]", "{a}", "a*", "\\Q", "/"})
  void aHostileNameMatchesItselfEscaped(String name) {
    String escaped = name.replaceAll("[*?\\\\\\[\\]{}]", "\\\\$0");
    assertThat(
            new PathFilter(List.of("- " + (name.equals("/") ? "/**" : escaped)))
                .accepts(ObjectPath.of(name)))
        .isFalse();
  }

  @Test
  void theFirstRuleThatMatchesDecides() {
    PathFilter filter = new PathFilter(List.of("+ *.pdf", "- /dir1/", "- *.tmp", "+ keep/**"));
    assertThat(filter.accepts(ObjectPath.of("dir1/a.pdf"))).isTrue();
    assertThat(filter.excludedBy(ObjectPath.of("dir1/a.txt"))).contains("- /dir1/");
    assertThat(filter.excludedBy(ObjectPath.of("keep/a.tmp"))).contains("- *.tmp");
    assertThat(filter.accepts(ObjectPath.of("other/a.txt"))).isTrue();
  }

  @Test
  void anIncludeRuleAloneExcludesNothing() {
    assertThat(new PathFilter(List.of("+ *.pdf")).accepts(ObjectPath.of("a.txt"))).isTrue();
    assertThat(new PathFilter(List.of("+ *.pdf", "- **")).accepts(ObjectPath.of("a.txt")))
        .isFalse();
  }

  @Test
  void anExclamationMarkForgetsTheRulesBeforeIt() {
    PathFilter filter = new PathFilter(List.of("- **", "!", "- *.tmp"));
    assertThat(filter.accepts(ObjectPath.of("a"))).isTrue();
    assertThat(filter.accepts(ObjectPath.of("a.tmp"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "_temporary/0/task_1/part-0",
        "orders/_temporary/0/part-0",
        "orders/.spark-staging-7c1b/date=1/part-0",
        ".hive-staging_hive_2026-01-01/x",
        "t/.hive-staging/x",
      })
  void scratchIsExcludedByDefault(String path) {
    assertThat(PathFilter.DEFAULT.accepts(ObjectPath.of(path))).isFalse();
    assertThat(PathFilter.withScratchExcluded(List.of("!")).accepts(ObjectPath.of(path))).isFalse();
    assertThat(PathFilter.ALL.accepts(ObjectPath.of(path))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "_SUCCESS",
        "my_temporary/x",
        "_temporary",
        "_temporaryfile",
        ".spark-staging",
        "x.hive-staging/a"
      })
  void whatOnlyLooksLikeScratchBelongs(String path) {
    assertThat(PathFilter.DEFAULT.accepts(ObjectPath.of(path))).isTrue();
  }

  @Test
  void anEarlierRuleBringsScratchBack() {
    PathFilter filter = PathFilter.withScratchExcluded(List.of("+ _temporary/**"));
    assertThat(filter.accepts(ObjectPath.of("a/_temporary/x"))).isTrue();
    assertThat(filter.accepts(ObjectPath.of("a/.hive-staging/x"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*.tmp         | a rule begins with '+ '",
        "-*.tmp        | a rule begins with '+ '",
        "''            | a rule begins with '+ '",
        "# comment     | a rule begins with '+ '",
        "!x            | a rule begins with '+ '",
        "'- '          | no pattern",
        "+ dir/        | write '+ dir/**'",
        "- a***b       | more than two stars",
        "- a]b         | ']' without '['",
        "- a[b         | '[' without ']'",
        "- a[]b        | '[]' matches nothing",
        "- a[z-a]b     | cannot be understood",
        "- a[[:foo:]]b | no class of characters has this name",
        "- a[[:foo]b   | '[:' without ':]'",
        "- a[\\q]      | '\\q' means nothing between brackets",
        "- a}b         | '}' without '{'",
        "- a{b         | '{' without '}'",
        "- a{{b        | '{{' without '}}'",
        "- a{{(}}      | cannot be understood",
        "- a{{b)(c}}   | cannot be understood",
        "- {{(?=a)}}   | knows the groups",
        "- {{(?<!a)b}} | knows the groups",
        "- {{(?U)a}}   | knows the groups",
        "- {{(?}}      | knows the groups",
        "- {{(a)\\1}}  | no back references",
        "- {{[a}}      | '[' without ']'",
        "- a\\         | ends with '\\'",
        "- {{a\\}}     | ends with '\\'",
        "- a\\nb       | '\\n' means nothing in a pattern",
      })
  void aBadRuleIsRefusedWithWhatToWrite(String rule, String message) {
    assertThat(PathFilter.problem(rule))
        .hasValueSatisfying(problem -> assertThat(problem).contains(message).doesNotContain("\n"));
    assertThatThrownBy(() -> new PathFilter(List.of(rule)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"!", "- a", "+ a/**", "- a/"})
  void aGoodRuleHasNoProblem(String rule) {
    assertThat(PathFilter.problem(rule)).isEmpty();
  }

  @Test
  void aFilterWorksAfterSerialization() throws Exception {
    PathFilter filter = PathFilter.withScratchExcluded(List.of("- *.tmp"));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(filter);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      PathFilter arrived = (PathFilter) in.readObject();
      assertThat(arrived).isEqualTo(filter).hasSameHashCodeAs(filter);
      assertThat(arrived.excludedBy(ObjectPath.of("a.tmp"))).contains("- *.tmp");
      assertThat(arrived.accepts(ObjectPath.of("a"))).isTrue();
    }
  }

  @Test
  void theLongestNameIsMatchedAtOnce() {
    PathFilter filter = new PathFilter(List.of("- **a**a**", "- *x*y*z", "- {a,aa}{b,c}**"));
    ObjectPath path = ObjectPath.of("b/".repeat(512));
    ObjectPath flat = ObjectPath.of("x".repeat(1024));
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> {
          assertThat(filter.accepts(path)).isTrue();
          assertThat(filter.accepts(flat)).isTrue();
        });
  }
}
