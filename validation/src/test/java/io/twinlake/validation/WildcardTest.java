package io.twinlake.validation;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.filter.PathFilter;
import io.twinlake.core.store.ObjectPath;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WildcardTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*.tmp          | a.tmp         | true",
        "*.tmp          | x/y/a.tmp     | true",
        "*.tmp          | a.tmp/b       | false",
        "/*.tmp         | x/a.tmp       | false",
        "/a/**          | a/b/c         | true",
        "/a/**          | ba/b          | false",
        "a/*/c          | z/a/b/c       | true",
        "a/*/c          | a/b/x/c       | false",
        "a?c            | abc           | true",
        "a?c            | a/c           | false",
        "{x,y*}.csv     | yes.csv       | true",
        "{x,y*}.csv     | z.csv         | false",
        "{a,{b,c}}d     | cd            | true",
        "[a-c]1         | b1            | true",
        "[!a-c]1        | b1            | false",
        "_temporary/**  | d/_temporary/0/x | true",
        "dir/           | p/dir/x/y     | true",
        "a\\*b          | a*b           | true",
        "a\\*b          | axb           | false",
      })
  void matchesAsTheDocumentationOfTheRulesSays(String pattern, String path, boolean matches) {
    assertThat(Wildcard.of(pattern).orElseThrow().matches(path)).isEqualTo(matches);
  }

  @Test
  void doesNotWalkRegularExpressions() {
    assertThat(Wildcard.of("{{a+}}.csv")).isEmpty();
  }

  /** Two matchers, written apart, agree on thousands of random patterns and paths. */
  @Test
  void agreesWithThePlannersFilter() {
    Random random = new Random(20261122);
    String[] pieces = {"a", "b", "*", "**", "?", "/", "{a,b}", "[ab]", "[!a]", "é", "."};
    String[] letters = {"a", "b", "/", "é", ".", "c"};
    for (int i = 0; i < 20_000; i++) {
      String pattern = some(random, pieces, 1 + random.nextInt(6));
      String path = some(random, letters, 1 + random.nextInt(8));
      if (pattern.contains("***") || PathFilter.problem("- " + pattern).isPresent()) {
        continue;
      }
      boolean excluded = !new PathFilter(List.of("- " + pattern)).accepts(ObjectPath.of(path));
      assertThat(Wildcard.of(pattern).orElseThrow().matches(path))
          .as("'%s' on '%s'", pattern, path)
          .isEqualTo(excluded);
    }
  }

  private static String some(Random random, String[] of, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(of[random.nextInt(of.length)]);
    }
    return text.toString();
  }
}
