package io.twinlake.core.preflight;

import io.twinlake.core.ReplicationException;
import io.twinlake.core.store.AccessDeniedException;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import java.util.Locale;

/** Says what a failed check means, and what an administrator does about it. Pure. */
final class Trouble {
  private Trouble() {}

  /** The check that {@code failure} is about, when {@code tried} was tried. */
  static Check isAbout(Check tried, ReplicationException failure) {
    if (failure instanceof AccessDeniedException denied) {
      return switch (denied.refusal()) {
        case NO_CREDENTIAL, CREDENTIAL, UNCLEAR, NETWORK -> Check.SIGN_IN;
        case PERMISSION -> tried;
      };
    }
    if (failure instanceof StoreException e && e.problem() == StoreProblem.UNAVAILABLE) {
      return Check.SIGN_IN;
    }
    return tried;
  }

  /** Whether nothing else at the place can be tried after {@code failure}. */
  static boolean endsAll(ReplicationException failure) {
    return isAbout(Check.LIST, failure) == Check.SIGN_IN || isRootMissing(failure);
  }

  static boolean isRootMissing(ReplicationException failure) {
    return failure instanceof StoreException e && e.problem() == StoreProblem.ROOT_MISSING;
  }

  static Finding of(Place place, Check tried, ReplicationException failure) {
    if (failure instanceof AccessDeniedException denied) {
      return Finding.problem(
          place.title(), capital(denied.seen()), whyNeeded(place.use(), tried), denied.next());
    }
    if (isRootMissing(failure)) {
      return missing(place);
    }
    if (failure instanceof StoreException e) {
      return switch (e.problem()) {
        case ACCESS_DENIED ->
            Finding.problem(
                place.title(), e.getMessage(), whyNeeded(place.use(), tried), role(place, tried));
        case IMMUTABLE ->
            Finding.problem(
                place.title(),
                e.getMessage(),
                "A run could not replace or remove what it keeps there.",
                "Use a container without a policy for it.");
        default -> Finding.problem(place.title(), e.getMessage(), "", "");
      };
    }
    return Finding.problem(place.title(), failure.getMessage(), "", "");
  }

  private static String role(Place place, Check tried) {
    boolean writes = tried == Check.WRITE || tried == Check.DELETE;
    return "Give the identity %s."
        .formatted(writes ? place.words().toWrite() : place.words().toRead());
  }

  private static Finding missing(Place place) {
    String why =
        place.use() == Use.TARGET_DATA || place.use() == Use.COMPARED_DATA
            ? "A run makes containers for its control root and its history, never one for data."
            : "There is nothing to copy from a place that does not exist.";
    return Finding.problem(
        place.title(),
        "%s does not exist.".formatted(capital(place.words().name())),
        why,
        "Check the spelling of sites.%s.%s. %s"
            .formatted(place.site(), place.name(), place.words().toCreate()));
  }

  static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  /** Why a run asks for that at all. */
  private static String whyNeeded(Use use, Check tried) {
    return switch (tried) {
      case WRITE ->
          switch (use) {
            case TARGET_DATA -> "A run writes the copies there.";
            case HISTORY -> "A run keeps there what it replaces, before it replaces it.";
            default -> "A run commits its recovery points there.";
          };
      case DELETE ->
          switch (use) {
            case TARGET_DATA -> "A run with 'deletions: propagate' removes there.";
            case HISTORY -> "Retention ends old history there.";
            default -> "A run removes there what it no longer needs.";
          };
      case LIST, READ ->
          switch (use) {
            case SOURCE_DATA -> "A run lists and reads all objects there.";
            case SOURCE_CONTROL -> "A run reads there who is primary.";
            case COMPARED_DATA -> "A run compares what is there.";
            case TARGET_DATA -> "A run looks there at what it has copied.";
            default -> "A run reads there what the runs before it did.";
          };
      default -> "";
    };
  }
}
