package io.twinlake.validation.report;

import io.twinlake.validation.DatasetValidation;
import io.twinlake.validation.Outcome;
import io.twinlake.validation.Sample;
import io.twinlake.validation.ValidationResult;
import io.twinlake.validation.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a result says in whole sentences, no more than it allows. */
public final class Sentences {
  private Sentences() {}

  /** The verdict, with the numbers behind it. */
  static String verdict(ValidationResult result) {
    List<String> parts = new ArrayList<>();
    add(parts, sum(result, Outcome.DIFFERS), "differs", "differ");
    add(
        parts,
        sum(result, Outcome.MISSING_AT_TARGET),
        "is missing at the target",
        "are missing at the target");
    add(
        parts,
        sum(result, Outcome.STORED_MD5_WRONG),
        "is equal, but not what its stored MD5 says",
        "are equal, but not what their stored MD5 says");
    if (result.verdict() != Verdict.CLEAN) {
      add(
          parts,
          sum(result, Outcome.MISSING_AT_SOURCE),
          "is only at the target",
          "are only at the target");
      add(parts, sum(result, Outcome.UNREADABLE), "could not be read", "could not be read");
      add(parts, sum(result, Outcome.MOVING), "kept changing", "kept changing");
    }
    long lost = result.datasets().stream().filter(d -> d.unknown().isPresent()).count();
    String rest = parts.isEmpty() ? "" : capital(join(parts)) + ".";
    return switch (result.verdict()) {
      case CLEAN ->
          "Nothing differs among %s, as far as the level looks."
              .formatted(Words.count(paths(result), "path", "paths"));
      case DIFFERENCES -> rest.isEmpty() ? "Something differs; see below." : rest;
      case COULD_NOT_TELL ->
          "Some part could not be compared, so nobody can tell. %s%s"
              .formatted(
                  lost == 0
                      ? ""
                      : Words.count(lost, "dataset", "datasets")
                          + " could not be compared to the end. ",
                  rest)
              .strip();
    };
  }

  private static void add(List<String> parts, long n, String one, String many) {
    if (n > 0) {
      parts.add(Words.count(n, "path ", "paths ") + (n == 1 ? one : many));
    }
  }

  private static String join(List<String> parts) {
    int last = parts.size() - 1;
    return last == 0
        ? parts.get(0)
        : String.join(", ", parts.subList(0, last)) + " and " + parts.get(last);
  }

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private static long sum(ValidationResult result, Outcome outcome) {
    return result.datasets().stream().mapToLong(d -> d.of(outcome)).sum();
  }

  private static long paths(ValidationResult result) {
    return result.datasets().stream().mapToLong(DatasetValidation::paths).sum();
  }

  /** Whether a zero is worth saying. */
  static boolean alwaysShown(Outcome outcome) {
    return switch (outcome) {
      case MATCH, DIFFERS, MISSING_AT_TARGET, MISSING_AT_SOURCE -> true;
      case STORED_MD5_WRONG, MOVING, OUTSIDE, UNREADABLE, UNVERIFIED -> false;
    };
  }

  /**
   * What a sample allows to say of all objects: the rule of three, for an even draw in which
   * nothing differs, and nothing in any other case. Empty where no sample was drawn.
   */
  public static Optional<String> bound(ValidationResult result) {
    if (result.sample().isEmpty()) {
      return Optional.empty();
    }
    Sample sample = result.sample().get();
    long drawn = result.datasets().stream().mapToLong(DatasetValidation::comparedByContent).sum();
    long all = paths(result);
    long differ = sum(result, Outcome.DIFFERS);
    if (drawn == 0) {
      return Optional.of("Nothing was drawn, so the bytes of no object were compared.");
    }
    String drawnOf =
        "%s of %s were drawn with seed %d"
            .formatted(Words.count(drawn), Words.count(all, "object", "objects"), sample.seed());
    if (sample.newest()) {
      return Optional.of(
          drawnOf + ", newer ones more often: no bound for all objects follows from such a draw.");
    }
    if (differ > 0) {
      return Optional.of(
          drawnOf
              + ", and some objects differ: a sample shows that something is wrong, not all of it. Level 'content' names every one.");
    }
    if (result.verdict() == Verdict.COULD_NOT_TELL) {
      return Optional.of(drawnOf + "; not all of them could be read, so no bound follows.");
    }
    if (drawn <= 3) {
      return Optional.of(drawnOf + ", none differs: too few to say anything of the others.");
    }
    return Optional.of(
        drawnOf
            + ", none differs: at 95 %% confidence fewer than 3/%d of all objects do, that is %.3g %%."
                .formatted(drawn, 100 * Sample.boundAt95(drawn)));
  }
}
