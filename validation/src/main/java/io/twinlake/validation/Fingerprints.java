package io.twinlake.validation;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.json.Json;
import io.twinlake.core.ledger.ControlDocuments;
import io.twinlake.core.run.RunId;
import io.twinlake.core.settings.DatasetSettings;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.settings.Site;
import io.twinlake.core.settings.ValidationSettings;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.Stores;
import io.twinlake.validation.fingerprint.Item;
import io.twinlake.validation.fingerprint.Node;
import io.twinlake.validation.fingerprint.Nodes;
import io.twinlake.validation.fingerprint.StoredNodes;
import io.twinlake.validation.fingerprint.TreeBuilder;
import java.net.URI;
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
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Makes and finds fingerprints. Making one lists and reads one site's data and writes to that
 * site's control root, and asks nothing of the other site: it runs near its data. Nodes first, then
 * the memory of hashes, the manifest last; one that dies leaves nodes that the next one uses.
 */
public final class Fingerprints {
  static final ObjectPrefix FOLDER = new ObjectPrefix("fingerprints/");

  static final ObjectPrefix MEMORY = new ObjectPrefix("fingerprint-memory/");

  /** Up to so many bytes are hashed by this JVM alone. */
  private static final long DRIVER_BYTES = 16L << 30;

  private final Settings settings;
  private final Stores stores;
  private final Stores data;
  private final Clock clock;
  private final ValidationListener listener;
  private final Optional<HashEngine> engine;

  public Fingerprints(Settings settings, Stores stores, Clock clock, ValidationListener listener) {
    this(settings, stores, stores, clock, listener, Optional.empty());
  }

  /**
   * @param stores opens control roots
   * @param data opens data roots
   * @param engine hashes large datasets; without it this JVM hashes all
   */
  public Fingerprints(
      Settings settings,
      Stores stores,
      Stores data,
      Clock clock,
      ValidationListener listener,
      Optional<HashEngine> engine) {
    this.engine = engine;
    this.settings = settings;
    this.stores = stores;
    this.data = data;
    this.clock = clock;
    this.listener = listener;
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
    Sums sums = new Sums();
    try (ObjectStore control = stores.open(place.control())) {
      control.createRoot();
      Optional<Fingerprint> last = newest(control);
      for (DatasetSettings dataset : datasets(settings, only)) {
        listener.step("Hashing " + dataset.name() + " at " + site);
        Optional<Fingerprint.OfDataset> before =
            last.flatMap(
                l ->
                    l.datasets().stream().filter(d -> d.name().equals(dataset.name())).findFirst());
        datasets.add(dataset(place, dataset, id, control, before, sums));
      }
      Fingerprint made =
          new Fingerprint(
              Fingerprint.FORMAT_NOW,
              id,
              settings.pair(),
              site,
              startedAt,
              clock.instant(),
              sums.bytesRead,
              sums.hashed,
              sums.remembered,
              datasets);
      new ControlDocuments(control)
          .putIfAbsent(FOLDER.resolve(ObjectPath.of(id + ".json")), Json.document(made));
      return made;
    }
  }

  /** What all datasets add up to. */
  private static final class Sums {
    private long bytesRead;
    private long hashed;
    private long remembered;
  }

  private Fingerprint.OfDataset dataset(
      Site place,
      DatasetSettings dataset,
      String id,
      ObjectStore control,
      Optional<Fingerprint.OfDataset> before,
      Sums sums) {
    Instant listedAt = clock.instant();
    Optional<String> known = before.flatMap(Fingerprint.OfDataset::memory);
    long[] unsettled = new long[1];
    try (ObjectReader objects = data.open(place.roots().get(dataset.root()));
        HashMemory.Recorder memory = new HashMemory.Recorder();
        StoredNodes stored = new StoredNodes(control)) {
      Instant began = objects.now();
      Counted nodes = new Counted(stored);
      TreeBuilder tree = new TreeBuilder(nodes);
      Consumer<HashEngine.Hashed> take =
          done -> {
            ObjectEntry entry = done.entry();
            tree.add(Item.object(entry.path().value(), done.hash(), entry.sizeBytes()));
            if (SideHasher.isSettled(done.hash())) {
              memory.add(entry.path(), entry.version(), entry.sizeBytes(), done.hash(), began);
              sums.hashed += done.read() ? 1 : 0;
              sums.remembered += done.read() ? 0 : 1;
            } else {
              unsettled[0]++;
            }
            listener.hashed(entry.sizeBytes());
          };
      sums.bytesRead +=
          engine.isPresent() && isLarge(before)
              ? engine.get().hash(job(place, dataset, id), place.name(), known, take)
              : here(place, dataset, objects, control, known, take);
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
          dataset.name(), listedAt, Optional.empty(), 0, 0, known, Optional.of(e.getMessage()));
    }
  }

  /** Whether one JVM would be long at it; nobody knows of a dataset that has no tree yet. */
  private boolean isLarge(Optional<Fingerprint.OfDataset> before) {
    Optional<Item> root = before.flatMap(Fingerprint.OfDataset::root);
    return root.isEmpty()
        || root.get().objects() > settings.transfer().driverLimit()
        || root.get().bytes() > DRIVER_BYTES;
  }

  private long here(
      Site place,
      DatasetSettings dataset,
      ObjectReader objects,
      ObjectStore control,
      Optional<String> known,
      Consumer<HashEngine.Hashed> take) {
    try (HashMemory.Reader remembered = HashMemory.Reader.open(control, known);
        Stream<ObjectEntry> listed = list(objects, dataset.directory());
        SideHasher hasher =
            new SideHasher(
                objects,
                dataset.directory(),
                place.name(),
                settings.transfer().maxInFlight(),
                settings.transfer().partSize().bytes())) {
      Iterator<Asked> asked =
          listed.map(e -> new Asked(e, remembered.of(e).map(HashMemory.Row::hash))).iterator();
      hasher.each(
          asked,
          ask ->
              ask.remembered().isPresent()
                  ? new HashEngine.Hashed(ask.entry(), ask.remembered().get(), false)
                  : hasher.hash(ask.entry()),
          take);
      return hasher.bytesRead();
    }
  }

  /** A job with one side, which is the site's own. */
  private ObjectJob job(Site place, DatasetSettings dataset, String id) {
    URI root = place.roots().get(dataset.root());
    return new ObjectJob(
        id,
        dataset.with(dataset.partitions().resolve(clock.instant())),
        Level.CONTENT,
        List.of(),
        clock.instant(),
        false,
        ValidationSettings.StoredMd5.IGNORE,
        List.of(),
        root,
        root,
        place.control(),
        settings.transfer(),
        settings.throttle(),
        data.context(),
        data.context(),
        stores.context());
  }

  private static ObjectPath memoryOf(String dataset, String id) {
    String folder = HexFormat.of().formatHex(dataset.getBytes(StandardCharsets.UTF_8));
    return MEMORY.resolve(ObjectPath.of("%s/%s.jsonl.gz".formatted(folder, id)));
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
        .map(entry -> parse(documents, entry))
        .max(Comparator.comparing(Fingerprint::startedAt));
  }

  static Fingerprint parse(ControlDocuments documents, ObjectEntry manifest) {
    return Json.parseDocument(
        documents.read(manifest),
        Fingerprint.FORMAT,
        Fingerprint.class,
        "Fingerprint " + manifest.path());
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
        .filter(SideHasher::counts)
        .map(e -> e.at(directory.relativize(e.path())));
  }
}
