package io.twinlake.validation;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.checksum.Crc64;
import io.twinlake.core.json.Json;
import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.run.RunId;
import io.twinlake.core.settings.DatasetSettings;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.settings.Site;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.ObjectType;
import io.twinlake.core.store.Stores;
import io.twinlake.core.store.VersionChangedException;
import io.twinlake.validation.fingerprint.Item;
import io.twinlake.validation.fingerprint.Node;
import io.twinlake.validation.fingerprint.Nodes;
import io.twinlake.validation.fingerprint.StoredNodes;
import io.twinlake.validation.fingerprint.TreeBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes and finds fingerprints. Making one lists and reads one site's data and writes to that
 * site's control root, and asks nothing of the other site: it runs near its data. Nodes first, then
 * the memory of hashes, the manifest last; one that dies leaves nodes that the next one uses.
 */
public final class Fingerprints {
  static final ObjectPrefix FOLDER = new ObjectPrefix("fingerprints/");

  private static final ObjectPrefix MEMORY = new ObjectPrefix("fingerprint-memory/");

  /** What stands for a hash where there is none. Never equal to the other site's. */
  static final String MOVING = "moving at ";

  static final String UNREADABLE = "unreadable at ";

  private static final int ATTEMPTS = 4;

  private final Settings settings;
  private final Stores stores;
  private final Stores data;
  private final Clock clock;
  private final ValidationListener listener;

  public Fingerprints(Settings settings, Stores stores, Clock clock, ValidationListener listener) {
    this(settings, stores, stores, clock, listener);
  }

  /**
   * @param stores opens control roots
   * @param data opens data roots
   */
  public Fingerprints(
      Settings settings, Stores stores, Stores data, Clock clock, ValidationListener listener) {
    this.settings = settings;
    this.stores = stores;
    this.data = data;
    this.clock = clock;
    this.listener = listener;
  }

  /** One object with its hash, and whether its bytes were read for it. */
  private record Hashed(ObjectEntry entry, String hash, boolean read) {
    boolean isSettled() {
      return !hash.startsWith(MOVING) && !hash.startsWith(UNREADABLE);
    }
  }

  private record Asked(ObjectEntry entry, Optional<String> remembered) {}

  /** Counts what is put. */
  private static final class Counted implements Nodes {
    private final Nodes nodes;
    private long puts;

    Counted(Nodes nodes) {
      this.nodes = nodes;
    }

    @Override
    public void put(String name, Node node) {
      puts++;
      nodes.put(name, node);
    }

    @Override
    public Node get(String name) {
      return nodes.get(name);
    }
  }

  /**
   * Makes one.
   *
   * @param site whose objects are hashed
   * @param only names of the datasets to take; empty for all
   * @throws ReplicationException if the site's control root cannot be read or written; a dataset
   *     that cannot be listed is said in the manifest
   */
  public Fingerprint make(String site, Set<String> only) {
    Site place = place(site);
    Instant startedAt = clock.instant();
    String id = RunId.begin(startedAt).value();
    List<Fingerprint.OfDataset> datasets = new ArrayList<>();
    long[] counts = new long[2];
    try (ObjectStore control = stores.open(place.control());
        Hasher hasher =
            new Hasher(settings.transfer().maxInFlight(), settings.transfer().partSize().bytes())) {
      control.createRoot();
      Optional<Fingerprint> last = newest(control);
      for (DatasetSettings dataset : datasets(settings, only)) {
        listener.step("Hashing " + dataset.name() + " at " + site);
        Optional<String> memory =
            last.flatMap(
                    l ->
                        l.datasets().stream()
                            .filter(d -> d.name().equals(dataset.name()))
                            .findFirst())
                .flatMap(Fingerprint.OfDataset::memory);
        datasets.add(dataset(site, place, dataset, id, control, memory, hasher, counts));
      }
      Fingerprint made =
          new Fingerprint(
              Fingerprint.FORMAT_NOW,
              id,
              settings.pair(),
              site,
              startedAt,
              clock.instant(),
              hasher.bytesRead(),
              counts[0],
              counts[1],
              datasets);
      new ControlDocuments(control)
          .putIfAbsent(FOLDER.resolve(ObjectPath.of(id + ".json")), Json.document(made));
      return made;
    }
  }

  private Fingerprint.OfDataset dataset(
      String site,
      Site place,
      DatasetSettings dataset,
      String id,
      ObjectStore control,
      Optional<String> before,
      Hasher hasher,
      long[] counts) {
    Instant listedAt = clock.instant();
    long[] unsettled = new long[1];
    try (ObjectReader objects = data.open(place.roots().get(dataset.root()));
        HashMemory.Reader remembered = HashMemory.Reader.open(control, before);
        HashMemory.Recorder memory = new HashMemory.Recorder();
        StoredNodes stored = new StoredNodes(control);
        Stream<ObjectEntry> listed = list(objects, dataset.directory())) {
      Instant began = objects.now();
      Counted nodes = new Counted(stored);
      TreeBuilder tree = new TreeBuilder(nodes);
      Iterator<Asked> asked =
          listed.map(e -> new Asked(e, remembered.of(e).map(HashMemory.Row::hash))).iterator();
      InOrder.run(
          settings.transfer().maxInFlight(),
          asked,
          ask -> hash(site, objects, dataset.directory(), ask, hasher),
          done -> {
            ObjectEntry entry = done.entry();
            tree.add(Item.object(entry.path().value(), done.hash(), entry.sizeBytes()));
            if (done.isSettled()) {
              memory.add(entry.path(), entry.version(), entry.sizeBytes(), done.hash(), began);
              counts[done.read() ? 0 : 1]++;
            } else {
              unsettled[0]++;
            }
            listener.hashed(entry.sizeBytes());
          });
      Optional<Item> root = tree.root();
      stored.finish();
      ObjectPath at = memoryOf(dataset.name(), id);
      memory.put(control, at);
      return new Fingerprint.OfDataset(
          dataset.name(),
          began,
          root,
          nodes.puts,
          unsettled[0],
          Optional.of(at.value()),
          Optional.empty());
    } catch (ReplicationException e) {
      return new Fingerprint.OfDataset(
          dataset.name(), listedAt, Optional.empty(), 0, 0, before, Optional.of(e.getMessage()));
    }
  }

  private static ObjectPath memoryOf(String dataset, String id) {
    String folder = HexFormat.of().formatHex(dataset.getBytes(StandardCharsets.UTF_8));
    return MEMORY.resolve(ObjectPath.of("%s/%s.jsonl.gz".formatted(folder, id)));
  }

  private static Hashed hash(
      String site, ObjectReader data, ObjectPrefix directory, Asked ask, Hasher hasher) {
    if (ask.remembered().isPresent()) {
      return new Hashed(ask.entry(), ask.remembered().get(), false);
    }
    ObjectEntry entry = ask.entry();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        Crc64 crc64 = hasher.hash(data, entry.at(directory.resolve(entry.path())));
        return new Hashed(entry, crc64.hex(), true);
      } catch (VersionChangedException e) {
        Optional<ObjectEntry> now = data.find(directory.resolve(entry.path()));
        if (now.isEmpty()) {
          break;
        }
        entry = now.get().at(entry.path());
      } catch (ReplicationException e) {
        return new Hashed(entry, UNREADABLE + site + ": " + e.getMessage(), true);
      }
    }
    return new Hashed(entry, MOVING + site, true);
  }

  /** The newest fingerprint on a control root. */
  static Optional<Fingerprint> newest(ObjectStore control) {
    ControlDocuments documents = new ControlDocuments(control);
    List<ObjectEntry> manifests = documents.list(FOLDER);
    if (manifests.isEmpty()) {
      return Optional.empty();
    }
    // Names tell seconds apart; within one, the documents themselves know.
    return manifests.subList(Math.max(0, manifests.size() - 3), manifests.size()).stream()
        .map(
            entry ->
                Json.parseDocument(
                    documents.read(entry),
                    Fingerprint.FORMAT,
                    Fingerprint.class,
                    "Fingerprint " + entry.path()))
        .max(Comparator.comparing(Fingerprint::startedAt));
  }

  private Site place(String site) {
    Site place = settings.sites().get(site);
    if (place == null) {
      throw new ReplicationException(
          Effect.NONE_DO_NOT_RETRY,
          "There is no site '%s' in the settings; it is one of %s."
              .formatted(site, settings.sites().keySet()));
    }
    return place;
  }

  static List<DatasetSettings> datasets(Settings settings, Set<String> only) {
    return settings.datasets().stream()
        .filter(d -> only.isEmpty() || only.contains(d.name()))
        .filter(d -> d.mode() == DatasetSettings.Mode.REPLICATE)
        .sorted(Comparator.comparing(DatasetSettings::name, ObjectPath::compareUtf8))
        .toList();
  }

  private static Stream<ObjectEntry> list(ObjectReader store, ObjectPrefix directory) {
    return store
        .list(directory)
        .filter(e -> e.path().value().length() > directory.value().length())
        // They hold no data, and Hadoop's driver leaves them on one side only.
        .filter(e -> e.type() != ObjectType.DIRECTORY_MARKER)
        .map(e -> e.at(directory.relativize(e.path())));
  }
}
