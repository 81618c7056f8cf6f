package io.twinlake.validation;

import io.twinlake.core.ReplicationException;
import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.retention.Retention;
import io.twinlake.core.retention.RetentionRule;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.settings.Site;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.core.store.Stores;
import io.twinlake.validation.fingerprint.Item;
import io.twinlake.validation.fingerprint.Node;
import io.twinlake.validation.fingerprint.StoredNodes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Ends fingerprints that are older than the longest retention, with the nodes and memories that no
 * fingerprint that stays names. At each site the newest one stays, and of each dataset the newest
 * one that is whole, whatever their age.
 *
 * <p>Manifests go first, nodes last, each bound to the version that was listed; dying in the middle
 * leaves nodes for the next time. At a site whose fingerprints cannot all be read nothing ends, as
 * nobody can say then what they name. A fingerprint that is being made there meanwhile may take up
 * an old node just before it goes: comparing with it then says which node is missing, and the next
 * one puts it there again.
 */
public final class FingerprintRetention {
  /**
   * What ended, or would.
   *
   * @param fingerprints manifests
   * @param parts nodes and memories of hashes
   * @param bytes their length together
   * @param notes what a person should know
   */
  public record Result(long fingerprints, long parts, long bytes, List<String> notes) {}

  private final Settings settings;
  private final Stores stores;
  private final RetentionRule rule;
  private final boolean dryRun;
  private final List<String> notes = new ArrayList<>();
  private long fingerprints;
  private long parts;
  private long bytes;

  private record Found(ObjectEntry entry, Fingerprint fingerprint) {}

  /**
   * @param dryRun only count
   */
  public FingerprintRetention(Settings settings, Stores stores, Instant now, boolean dryRun) {
    this.settings = settings;
    this.stores = stores;
    this.rule = new RetentionRule(now);
    this.dryRun = dryRun;
  }

  /** Ends what may end at both sites. A site that cannot be asked is noted, and left alone. */
  public Result run() {
    for (Site site : List.of(settings.target(), settings.source())) {
      try (ObjectStore control = stores.open(site.control())) {
        at(control);
      } catch (StoreException e) {
        if (e.problem() != StoreProblem.ROOT_MISSING) {
          notes.add(left(site, e));
        }
      } catch (ReplicationException e) {
        notes.add(left(site, e));
      }
    }
    return new Result(fingerprints, parts, bytes, List.copyOf(notes));
  }

  private static String left(Site site, ReplicationException why) {
    return "Fingerprints of %s were left: %s".formatted(site.name(), why.getMessage());
  }

  private void at(ObjectStore control) {
    ControlDocuments documents = new ControlDocuments(control);
    List<Found> all = new ArrayList<>();
    for (ObjectEntry entry : documents.list(Fingerprints.FOLDER)) {
      all.add(new Found(entry, Fingerprints.parse(documents, entry)));
    }
    List<Found> kept = kept(all);
    List<Found> ending = new ArrayList<>(all);
    ending.removeAll(kept);
    if (ending.isEmpty() && all.isEmpty()) {
      return;
    }
    Set<String> memories = new TreeSet<>();
    Set<String> nodes = new HashSet<>();
    try (StoredNodes stored = new StoredNodes(control)) {
      for (Found found : kept) {
        for (Fingerprint.OfDataset dataset : found.fingerprint().datasets()) {
          dataset.memory().ifPresent(memories::add);
          dataset.root().ifPresent(root -> name(root, stored, nodes));
        }
      }
    }
    for (Found found : ending) {
      fingerprints++;
      remove(control, found.entry());
    }
    end(control, Fingerprints.MEMORY, path -> memories.contains(path.value()));
    end(control, StoredNodes.FOLDER, path -> nodes.contains(StoredNodes.nameOf(path)));
  }

  /** Those that are young, the newest, and of each dataset the newest whole one. */
  private List<Found> kept(List<Found> all) {
    List<Found> newestFirst = new ArrayList<>(all);
    newestFirst.sort(
        Comparator.comparing((Found found) -> found.fingerprint().startedAt()).reversed());
    Set<String> whole = new HashSet<>();
    List<Found> kept = new ArrayList<>();
    for (Found found : newestFirst) {
      boolean isNewest = kept.isEmpty();
      boolean isWanted = false;
      for (Fingerprint.OfDataset dataset : found.fingerprint().datasets()) {
        if (dataset.failure().isEmpty() && dataset.unsettled() == 0) {
          isWanted |= whole.add(dataset.name());
        }
      }
      if (isNewest
          || isWanted
          || !rule.isOlder(found.fingerprint().finishedAt(), Retention.longest(settings))) {
        kept.add(found);
      }
    }
    return kept;
  }

  /** Takes up the names of a tree. The lowest nodes are named by those above and not read. */
  private static void name(Item root, StoredNodes stored, Set<String> names) {
    if (!names.add(root.hash())) {
      return;
    }
    Node node = stored.get(root.hash());
    for (Item below : node.level() == 0 ? List.<Item>of() : node.items()) {
      if (node.level() == 1) {
        names.add(below.hash());
      } else {
        name(below, stored, names);
      }
    }
  }

  private interface Stays {
    boolean test(ObjectPath path);
  }

  private void end(ObjectStore control, ObjectPrefix folder, Stays stays) {
    try (Stream<ObjectEntry> entries = control.list(folder)) {
      entries
          .filter(entry -> rule.isOlder(entry.modifiedAt(), Retention.longest(settings)))
          .filter(entry -> !stays.test(entry.path()))
          .forEach(
              entry -> {
                parts++;
                remove(control, entry);
              });
    }
  }

  private void remove(ObjectStore control, ObjectEntry entry) {
    bytes += entry.sizeBytes();
    if (!dryRun) {
      control.delete(entry.path(), entry.version());
    }
  }
}
