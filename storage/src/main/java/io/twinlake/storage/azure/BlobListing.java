package io.twinlake.storage.azure;

import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpResponse;
import io.twinlake.core.Effect;
import io.twinlake.core.store.Level;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectVersion;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.xml.stream.XMLStreamException;

/**
 * Lists a container, 5,000 blobs per request, with metadata; snapshots, versions and deleted blobs
 * are left out. One page is in memory at a time. A page that cannot be read, or breaks the order of
 * unsigned UTF-8 that everything else rests on, is an error.
 */
final class BlobListing {
  static final int PAGE_SIZE = 5000;
  static final String METADATA = "metadata";
  private static final List<String> HEADERS =
      List.of(
          "Content-Type",
          "Content-Encoding",
          "Content-Language",
          "Content-Disposition",
          "Cache-Control",
          "Content-MD5");

  private final BlobService service;
  private final String base;
  private final int pageSize;

  /**
   * @param base the path of the store's root in the container; empty, or ending with a slash
   */
  BlobListing(BlobService service, String base) {
    this(service, base, PAGE_SIZE);
  }

  BlobListing(BlobService service, String base, int pageSize) {
    this.service = service;
    this.base = base;
    this.pageSize = pageSize;
  }

  Stream<ObjectEntry> below(ObjectPrefix prefix) {
    Iterator<ObjectEntry> pages = new Pages(prefix);
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(
            pages, Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.DISTINCT),
        false);
  }

  Level level(ObjectPrefix prefix) {
    List<ObjectEntry> objects = new ArrayList<>();
    TreeSet<String> deeper = new TreeSet<>(ObjectPath::compareUtf8);
    String marker = "";
    do {
      ListPage page = page(prefix, marker, pageSize, Optional.of("/"), METADATA);
      for (ListPage.Blob blob : page.blobs()) {
        entry(blob).ifPresent(objects::add);
      }
      for (ListPage.Blob prefixed : page.prefixes()) {
        deeper.add(prefixed.name().substring(base.length()));
      }
      marker = page.nextMarker();
    } while (!marker.isEmpty());
    objects.sort(Comparator.comparing(ObjectEntry::path));
    return new Level(objects, deeper.stream().map(ObjectPrefix::new).toList());
  }

  /** One object: of all names that begin with its name, its own comes first. */
  Optional<ObjectEntry> one(ObjectPath path) {
    ObjectPrefix prefix = new ObjectPrefix(path.value());
    String marker = "";
    do {
      ListPage page = page(prefix, marker, 1, Optional.empty(), METADATA);
      if (!page.blobs().isEmpty()) {
        return entry(page.blobs().get(0)).filter(found -> found.path().equals(path));
      }
      marker = page.nextMarker();
    } while (!marker.isEmpty());
    return Optional.empty();
  }

  /**
   * Asks for one page.
   *
   * @param include what the service shows beside names and properties
   */
  ListPage page(
      ObjectPrefix prefix, String marker, int most, Optional<String> delimiter, String include) {
    BlobRequest request =
        BlobRequest.onContainer(HttpMethod.GET)
            .query("comp", "list")
            .query("include", include)
            .query("maxresults", Integer.toString(most));
    String whole = base + prefix.value();
    if (!whole.isEmpty()) {
      request.query("prefix", whole);
    }
    if (!marker.isEmpty()) {
      request.query("marker", marker);
    }
    delimiter.ifPresent(d -> request.query("delimiter", d));
    HttpResponse response = service.send(request, BlobCall.onContainer("list " + whole, false));
    try {
      return ListPage.parse(response.getBodyAsBinaryData().toBytes());
    } catch (XMLStreamException | RuntimeException e) {
      throw new StoreException(
          Effect.NONE_MAY_RETRY,
          StoreProblem.UNAVAILABLE,
          "Cannot list %s: a page came incomplete or is not readable. Try again.".formatted(whole),
          Redaction.of(e));
    }
  }

  /** The entry of a listed blob; empty for a marker of the root itself. */
  Optional<ObjectEntry> entry(ListPage.Blob blob) {
    if (blob.name().length() <= base.length()) {
      return Optional.empty();
    }
    Map<String, String> headers = new TreeMap<>();
    for (String header : HEADERS) {
      if (!blob.property(header).isEmpty()) {
        headers.put(header, blob.property(header));
      }
    }
    Instant modified =
        ServiceClock.parse(blob.property("Last-Modified"))
            .orElseThrow(() -> unusable(blob, "Last-Modified"));
    if (blob.property("Etag").isEmpty()) {
      throw unusable(blob, "Etag");
    }
    return Optional.of(
        new ObjectEntry(
            ObjectPath.of(blob.name().substring(base.length())),
            length(blob),
            ObjectVersion.strong(blob.property("Etag")),
            modified,
            blob.type(),
            ObjectMetadata.of(headers, blob.metadata())));
  }

  private static long length(ListPage.Blob blob) {
    try {
      return Long.parseLong(blob.property("Content-Length"));
    } catch (NumberFormatException e) {
      throw unusable(blob, "Content-Length");
    }
  }

  private static StoreException unusable(ListPage.Blob blob, String property) {
    return new StoreException(
        Effect.NONE_MAY_RETRY,
        StoreProblem.UNAVAILABLE,
        "The service lists %s without %s. The listing is not used; try again."
            .formatted(blob.name(), property));
  }

  static String requireOrder(String last, String next) {
    if (ObjectPath.compareUtf8(last, next) >= 0) {
      throw new StoreException(
          Effect.NONE_DO_NOT_RETRY,
          StoreProblem.OTHER,
          ("The service lists %s behind %s, which is not the order of UTF-8 that listings are compared in. Nothing"
                  + " was planned from it.")
              .formatted(next, last));
    }
    return next;
  }

  /**
   * What precedes the first character that UTF-8 and UTF-16 order differently; empty without one.
   * Names that share it lie together in both orders.
   */
  private static Optional<String> beforeHighCharacter(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) >= Character.MIN_SURROGATE) {
        return Optional.of(name.substring(0, i));
      }
    }
    return Optional.empty();
  }

  /**
   * Asks for the next page when the last one is used up. Azurite orders by UTF-16; such runs, which
   * are short, are put in order here.
   */
  private final class Pages implements Iterator<ObjectEntry> {
    private final ObjectPrefix prefix;
    private Iterator<ListPage.Blob> page;
    private String marker;
    private String last = "";
    private Optional<ObjectEntry> ahead = Optional.empty();
    private final Deque<ObjectEntry> ready = new ArrayDeque<>();

    Pages(ObjectPrefix prefix) {
      this.prefix = prefix;
      load("");
    }

    private void load(String from) {
      ListPage loaded = page(prefix, from, pageSize, Optional.empty(), METADATA);
      page = loaded.blobs().iterator();
      marker = loaded.nextMarker();
    }

    private Optional<ObjectEntry> pull() {
      Optional<ObjectEntry> pulled = ahead;
      ahead = Optional.empty();
      while (pulled.isEmpty()) {
        if (page.hasNext()) {
          pulled = entry(page.next());
        } else if (marker.isEmpty()) {
          return Optional.empty();
        } else {
          load(marker);
        }
      }
      return pulled;
    }

    @Override
    public boolean hasNext() {
      if (ready.isEmpty()) {
        pull().ifPresent(this::makeReady);
      }
      return !ready.isEmpty();
    }

    private void makeReady(ObjectEntry first) {
      Optional<String> run = beforeHighCharacter(first.path().value());
      if (run.isEmpty()) {
        ready.add(first);
        return;
      }
      List<ObjectEntry> together = new ArrayList<>(List.of(first));
      ahead = pull();
      while (ahead.isPresent() && beforeHighCharacter(ahead.get().path().value()).equals(run)) {
        together.add(ahead.get());
        ahead = Optional.empty();
        ahead = pull();
      }
      together.sort(Comparator.comparing(ObjectEntry::path));
      ready.addAll(together);
    }

    @Override
    public ObjectEntry next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      ObjectEntry entry = ready.remove();
      last = requireOrder(last, entry.path().value());
      return entry;
    }
  }
}
