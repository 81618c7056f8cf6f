package io.twinlake.workspace.kinds;

import io.twinlake.workspace.api.Api;
import io.twinlake.workspace.api.ApiException;
import io.twinlake.workspace.api.ApiProblem;
import io.twinlake.workspace.model.Item;
import io.twinlake.workspace.model.Kind;
import io.twinlake.workspace.model.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Function;

/** One reading of a workspace: what was found so far, and how more is found by many threads. */
final class Reading {
  private final Api api;
  private final Scope scope;
  private final Contents contents;
  private final Workers workers;
  private final ConcurrentLinkedQueue<Item> items = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Problem> problems = new ConcurrentLinkedQueue<>();

  Reading(Api api, Scope scope, Contents contents, Workers workers) {
    this.api = api;
    this.scope = scope;
    this.contents = contents;
    this.workers = workers;
  }

  Api api() {
    return api;
  }

  Scope scope() {
    return scope;
  }

  Contents contents() {
    return contents;
  }

  Workers workers() {
    return workers;
  }

  void found(Item item) {
    items.add(item);
  }

  void problem(Problem problem) {
    problems.add(problem);
  }

  List<Item> items() {
    return new ArrayList<>(items);
  }

  List<Problem> problems() {
    return new ArrayList<>(problems);
  }

  /**
   * Does {@code work} for each of {@code all}. What fails for one is noted and the rest goes on;
   * what vanished meanwhile is left out.
   */
  <T> void each(Kind kind, List<T> all, Function<T, String> key, Consumer<T> work) {
    workers.each(all, one -> guarded(kind, key.apply(one), () -> work.accept(one)));
  }

  /** Does {@code work}; a failure of this one object is noted. */
  void guarded(Kind kind, String key, Runnable work) {
    try {
      work.run();
    } catch (ApiException e) {
      if (e.endsTheRun()) {
        throw e;
      }
      if (e.problem() == ApiProblem.NOT_FOUND) {
        problem(Problem.note(kind, key, "vanished while it was read; left out."));
      } else if (e.problem() == ApiProblem.NOT_AVAILABLE) {
        Problem once = Problem.note(kind, "", "this workspace does not have it, by its tier.");
        if (!problems.contains(once)) {
          problem(once);
        }
      } else {
        problem(Problem.failed(kind, key, e.getMessage()));
      }
    }
  }
}
