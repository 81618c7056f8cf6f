package io.twinlake.core.run;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.access.AccessDecision;
import io.twinlake.core.access.AccessRule;
import io.twinlake.core.plan.TreeScope;
import io.twinlake.core.role.RoleGuard;
import io.twinlake.core.role.RoleRefusedException;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.settings.TreeSettings;
import io.twinlake.core.settings.TreeSettings.Acl;
import io.twinlake.core.settings.TreeSettings.EmptyDirectories;
import io.twinlake.core.store.Ability;
import io.twinlake.core.store.Access;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.Stores;
import io.twinlake.core.store.TreeNode;
import io.twinlake.core.store.TreeReader;
import io.twinlake.core.store.TreeWriter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Brings a dataset's directories and access rights to what they are at the source, once its objects
 * are there. Both trees are listed side by side; parents come before what lies in them, and what is
 * on one level is set many at a time.
 */
final class TreeStep implements AutoCloseable {
  private static final int BATCH = 1000;
  private static final int SHOWN = 20;

  private final DatasetJob job;
  private final TreeSettings settings;
  private final TreeScope scope;
  private final ObjectStore source;
  private final ObjectStore target;

  private final List<Failure> failures = new ArrayList<>();
  private final List<String> first = new ArrayList<>();
  private long directories;
  private long accessSet;
  private long accessSame;
  private long failed;
  private long requests;

  TreeStep(Planned planned, Settings.Tables tables, Stores stores) {
    this.job = planned.job();
    this.settings = job.dataset().tree();
    this.scope = new TreeScope(job.dataset(), tables, planned.findings());
    this.source = stores.open(job.source());
    this.target = stores.open(job.target());
  }

  /**
   * Why a dataset's settings ask for what its stores do not have, and what to do; empty if they do
   * not.
   */
  static Optional<String> refusal(DatasetJob job, Stores stores) {
    Acl acl = job.dataset().tree().acl();
    if (acl == Acl.INHERIT) {
      return Optional.empty();
    }
    try (ObjectStore source = stores.open(job.source());
        ObjectStore target = stores.open(job.target())) {
      return Stream.of(source, target)
          .filter(store -> !store.abilities().contains(Ability.ACL))
          .findFirst()
          .map(
              store ->
                  "'acl: %s' of dataset %s needs access control lists at both sites, and %s has none: it is no account with a hierarchical namespace, and no hdfs. Nothing was written. Set 'acl: inherit', or use such a store."
                      .formatted(
                          acl.name().toLowerCase(java.util.Locale.ROOT),
                          job.dataset().name(),
                          store.root()));
    }
  }

  /** Whether there is anything to look at: the settings want it and both stores have it. */
  boolean applies() {
    boolean wanted =
        settings.acl() != Acl.INHERIT || settings.emptyDirectories() == EmptyDirectories.COPY;
    return wanted
        && source.abilities().contains(Ability.DIRECTORIES)
        && target.abilities().contains(Ability.DIRECTORIES);
  }

  /** Counts what would be done at most: what is copied first may already have what it needs. */
  TreeResult plan() {
    walk(
        true,
        batch -> {
          for (TreeAction action : batch) {
            count(action);
          }
        });
    return result();
  }

  private void count(TreeAction action) {
    if (action.make()) {
      directories++;
      requests++;
      show("make " + action.path() + "/");
    }
    if (action.source().isEmpty()) {
      return;
    }
    AccessDecision decision =
        AccessRule.decide(action.source().get(), action.target(), settings.mapping());
    if (decision instanceof AccessDecision.Same) {
      accessSame++;
    } else if (decision instanceof AccessDecision.Set) {
      accessSet++;
      requests++;
      show("set access of " + shown(action));
    } else {
      failed++;
      show("cannot set access of " + shown(action));
    }
  }

  /**
   * Does it. Failures of single paths are counted; the role is read before each batch, and nothing
   * more is done if it changed.
   */
  TreeResult apply(RoleGuard guard) {
    ExecutorService workers =
        Executors.newFixedThreadPool(
            job.transfer().maxInFlight(),
            task -> {
              Thread thread = new Thread(task, "twinlake-tree");
              thread.setDaemon(true);
              return thread;
            });
    try {
      walk(
          false,
          batch -> {
            guard.check();
            SortedMap<Integer, List<TreeAction>> levels = new TreeMap<>();
            for (TreeAction action : batch) {
              levels.computeIfAbsent(action.depth(), d -> new ArrayList<>()).add(action);
            }
            levels.values().forEach(level -> runAll(level, workers));
          });
    } catch (RoleRefusedException e) {
      fail("", Failure.Kind.STOPPED, e.getMessage());
    } catch (ReplicationException e) {
      fail(
          "",
          kind(e),
          "The directories and access rights of %s could not be compared: %s"
              .formatted(job.dataset().name(), e.getMessage()));
    } finally {
      workers.shutdownNow();
    }
    return result();
  }

  private interface Batched {
    void take(List<TreeAction> batch);
  }

  private void walk(boolean planning, Batched work) {
    ObjectPrefix directory = job.dataset().directory();
    TreeReader sources = source.tree().orElseThrow();
    TreeWriter targets = target.tree().orElseThrow();
    if (settings.acl() != Acl.INHERIT && !directory.equals(ObjectPrefix.ALL)) {
      root(sources, targets).ifPresent(action -> work.take(List.of(action)));
    }
    try (Stream<TreeNode> from = nodes(sources, directory);
        Stream<TreeNode> to = nodes(targets, directory)) {
      Iterator<TreeAction> actions =
          new TreeDiff(from.iterator(), to.iterator(), scope, settings, planning);
      List<TreeAction> batch = new ArrayList<>();
      while (actions.hasNext()) {
        batch.add(actions.next());
        if (batch.size() == BATCH) {
          work.take(batch);
          batch = new ArrayList<>();
        }
      }
      if (!batch.isEmpty()) {
        work.take(batch);
      }
    }
  }

  private static Stream<TreeNode> nodes(TreeReader tree, ObjectPrefix directory) {
    return tree.nodes(directory)
        .map(n -> new TreeNode(directory.relativize(n.path()), n.directory(), n.access()));
  }

  /** The dataset's own directory, whose default entries new children get. */
  private Optional<TreeAction> root(TreeReader sources, TreeWriter targets) {
    String text = job.dataset().directory().value();
    ObjectPath path = ObjectPath.of(text.substring(0, text.length() - 1));
    Optional<TreeNode> from = sources.node(path).filter(TreeNode::directory);
    Optional<TreeNode> to = targets.node(path).filter(TreeNode::directory);
    return from.filter(f -> to.isPresent())
        .map(
            f ->
                new TreeAction(
                    ObjectPath.of("."), true, false, f.access(), to.flatMap(TreeNode::access)));
  }

  private void runAll(List<TreeAction> level, ExecutorService workers) {
    List<Future<?>> running = new ArrayList<>();
    for (TreeAction action : level) {
      running.add(workers.submit(() -> run(action)));
    }
    try {
      for (Future<?> each : running) {
        each.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while access rights were set", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private void run(TreeAction action) {
    try {
      ObjectPath at =
          action.path().value().equals(".")
              ? ObjectPath.of(job.dataset().directory().value().replaceFirst("/$", ""))
              : job.dataset().directory().resolve(action.path());
      Optional<Access> there = action.target();
      if (action.make()) {
        target.tree().orElseThrow().makeDirectory(at);
        made(action);
        there = target.tree().orElseThrow().node(at).flatMap(TreeNode::access);
      }
      if (action.source().isPresent()) {
        set(action, at, there);
      }
    } catch (ReplicationException e) {
      fail(action.path().value(), kind(e), e.getMessage());
    }
  }

  private void set(TreeAction action, ObjectPath at, Optional<Access> there) {
    AccessDecision decision =
        AccessRule.decide(action.source().orElseThrow(), there, settings.mapping());
    if (decision instanceof AccessDecision.Set set) {
      target
          .tree()
          .orElseThrow()
          .setAccess(new TreeNode(at, action.directory(), Optional.of(set.wanted())));
      changed(action);
    } else if (decision instanceof AccessDecision.Unmappable unmappable) {
      fail(
          action.path().value(),
          Failure.Kind.UNMAPPED,
          "The access rights of %s were left as they are: %s. Add it to 'aclMap' of dataset %s, or set 'aclMap.unmapped' to keep or drop."
              .formatted(action.path(), unmappable.reason(), job.dataset().name()));
    } else {
      same();
    }
  }

  private synchronized void made(TreeAction action) {
    directories++;
    requests++;
    show("made " + action.path() + "/");
  }

  private synchronized void changed(TreeAction action) {
    accessSet++;
    requests++;
    show("set access of " + shown(action));
  }

  private synchronized void same() {
    accessSame++;
  }

  private synchronized void fail(String path, Failure.Kind kind, String message) {
    failed++;
    if (failures.size() < TransferOutcome.SHOWN) {
      failures.add(new Failure(job.dataset().name(), path, kind, message, 0));
    }
  }

  private void show(String line) {
    if (first.size() < SHOWN) {
      first.add(line);
    }
  }

  private static String shown(TreeAction action) {
    return action.path() + (action.directory() ? "/" : "");
  }

  private static Failure.Kind kind(ReplicationException e) {
    if (e instanceof StoreException store) {
      return Failure.Kind.of(store.problem());
    }
    return e.effect() == Effect.UNKNOWN ? Failure.Kind.UNAVAILABLE : Failure.Kind.OTHER;
  }

  private synchronized TreeResult result() {
    return new TreeResult(directories, accessSet, accessSame, failed, requests, first);
  }

  /** The first failures. */
  List<Failure> failures() {
    return List.copyOf(failures);
  }

  @Override
  public void close() {
    source.close();
    target.close();
  }
}
