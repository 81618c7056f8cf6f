package io.twinlake.testing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The moments at which a rule of {@link FaultProxy} acts. */
public final class FaultMoment {
  private final Predicate<AzuriteRequest> which;
  private final FaultRule.Choice choice;
  private final List<Fault> faults;
  private final Map<String, Integer> occurrences = new HashMap<>();
  private long requests;
  private long hits;

  FaultMoment(Predicate<AzuriteRequest> which, FaultRule.Choice choice, List<Fault> faults) {
    this.which = which;
    this.choice = choice;
    this.faults = faults;
  }

  /** The fault that this request meets, or none. */
  synchronized List<Fault> at(AzuriteRequest request, boolean content) {
    if (!which.test(request)) {
      return List.of();
    }
    requests++;
    String asked = request.method() + " " + request.blob() + "?" + request.query();
    int occurrence = occurrences.merge(asked, 1, Integer::sum);
    List<Fault> fitting = content ? faults : faults.stream().filter(f -> !f.onContent()).toList();
    int chosen = fitting.isEmpty() ? -1 : choice.of(request, requests, occurrence, fitting.size());
    if (chosen < 0) {
      return List.of();
    }
    hits++;
    return List.of(fitting.get(chosen));
  }

  /** Whether a request met the rule. */
  public synchronized boolean came() {
    return hits > 0;
  }

  /** How many requests met the rule. */
  public synchronized long hits() {
    return hits;
  }

  /** How many requests of the kind have come. */
  public synchronized long requests() {
    return requests;
  }
}
