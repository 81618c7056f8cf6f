package io.twinlake.storage.azure;

import io.twinlake.core.store.Access;
import io.twinlake.core.store.Level;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.core.store.TreeNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Lists a container of a hierarchical account. Directories are no objects, and neither are the
 * temporary siblings of {@link SiblingBlocks}. Memory is bounded: see {@link PathOrder}.
 *
 * @see <a href="https://learn.microsoft.com/rest/api/storageservices/list-blobs">List Blobs</a>
 */
final class TreeListing {
  private static final String WITH_ACCESS = "metadata,permissions";

  private final BlobListing pages;
  private final String base;
  private final Predicate<String> isDirectory;
  private final int pageSize;
  private final int mostHeld;

  /**
   * @param base the path of the store's root in the container; empty, or ending with a slash
   * @param isDirectory whether a directory of that name is there; asked where a listing is refused
   */
  TreeListing(BlobListing pages, String base, Predicate<String> isDirectory) {
    this(pages, base, isDirectory, BlobListing.PAGE_SIZE, PathOrder.MOST_HELD);
  }

  TreeListing(
      BlobListing pages, String base, Predicate<String> isDirectory, int pageSize, int mostHeld) {
    this.pages = pages;
    this.base = base;
    this.isDirectory = isDirectory;
    this.pageSize = pageSize;
    this.mostHeld = mostHeld;
  }

  Stream<ObjectEntry> below(ObjectPrefix prefix) {
    return stream(ordered(prefix, BlobListing.METADATA))
        .filter(blob -> !blob.isDirectory())
        .flatMap(blob -> pages.entry(blob).stream());
  }

  /**
   * Files and directories below {@code prefix}, with their access.
   *
   * @param asking gives the access of one that is listed without it
   */
  Stream<TreeNode> nodes(ObjectPrefix prefix, Function<ObjectPath, Access> asking) {
    return stream(ordered(prefix, WITH_ACCESS))
        .filter(blob -> blob.name().length() > base.length())
        .map(blob -> node(blob, asking));
  }

  private TreeNode node(ListPage.Blob blob, Function<ObjectPath, Access> asking) {
    ObjectPath path = ObjectPath.of(blob.name().substring(base.length()));
    Access access = AclText.listed(blob).orElseGet(() -> asking.apply(path));
    return new TreeNode(path, blob.isDirectory(), Optional.of(access));
  }

  Level level(ObjectPrefix prefix) {
    List<ObjectEntry> objects = new ArrayList<>();
    TreeSet<String> deeper = new TreeSet<>(ObjectPath::compareUtf8);
    for (Pages all = new Pages(prefix, Optional.of("/"), BlobListing.METADATA); all.hasNext(); ) {
      ListPage.Blob blob = all.next();
      if (blob.name().endsWith("/")) {
        deeper.add(blob.name().substring(base.length()));
      } else if (!blob.isDirectory()) {
        pages.entry(blob).ifPresent(objects::add);
      }
    }
    objects.sort(Comparator.comparing(ObjectEntry::path));
    return new Level(objects, deeper.stream().map(ObjectPrefix::new).toList());
  }

  /** One file: of all names that begin with its name, its own comes first. */
  Optional<ObjectEntry> one(ObjectPath path) {
    Pages all =
        new Pages(new ObjectPrefix(path.value()), Optional.of("/"), BlobListing.METADATA, 1);
    return all.hasNext()
        ? Optional.of(all.next())
            .filter(blob -> !blob.isDirectory() && blob.name().equals(base + path.value()))
            .flatMap(pages::entry)
        : Optional.empty();
  }

  private Iterator<ListPage.Blob> ordered(ObjectPrefix prefix, String include) {
    return new PathOrder<>(
        new Pages(prefix, Optional.empty(), include),
        ListPage.Blob::name,
        directory -> neighbours(directory, include),
        base.length() + prefix.value().length(),
        mostHeld);
  }

  /** One level shows the neighbours; what lies in those that are directories is listed in turn. */
  private Iterator<ListPage.Blob> neighbours(String directory, String include) {
    ObjectPrefix prefix = new ObjectPrefix(directory.substring(base.length()));
    Pages level = new Pages(prefix, Optional.of("/"), include);
    List<ListPage.Blob> found = new ArrayList<>();
    while (level.hasNext()) {
      ListPage.Blob blob = level.next();
      String name = withoutSlash(blob.name());
      if (PathOrder.isNeighbour(name, directory)) {
        found.add(blob);
      } else if (ObjectPath.compareUtf8(name, directory + "/") > 0) {
        break;
      }
    }
    Map<String, Stream<ListPage.Blob>> inOrder = new TreeMap<>(ObjectPath::compareUtf8);
    for (ListPage.Blob blob : found) {
      if (blob.name().endsWith("/")) {
        // Whatever else begins with its name comes between a directory and what lies in it.
        inOrder.put(withoutSlash(blob.name()), Stream.of(asDirectory(blob)));
        inOrder.put(
            blob.name(),
            Stream.of(new ObjectPrefix(blob.name().substring(base.length())))
                .flatMap(below -> stream(ordered(below, include))));
      } else {
        inOrder.put(blob.name(), Stream.of(blob));
      }
    }
    return inOrder.values().stream().flatMap(each -> each).iterator();
  }

  private static ListPage.Blob asDirectory(ListPage.Blob prefix) {
    Map<String, String> properties = new TreeMap<>(prefix.properties());
    properties.put("ResourceType", "directory");
    return new ListPage.Blob(withoutSlash(prefix.name()), properties, prefix.metadata());
  }

  private static String withoutSlash(String name) {
    return name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
  }

  private static <T> Stream<T> stream(Iterator<T> items) {
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(
            items, Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.DISTINCT),
        false);
  }

  /** Blobs and prefixes as the service lists them, but for temporary siblings; page by page. */
  private final class Pages implements Iterator<ListPage.Blob> {
    private final ObjectPrefix prefix;
    private final Optional<String> delimiter;
    private final String include;
    private final int most;
    private Iterator<ListPage.Blob> page;
    private String marker = "";

    Pages(ObjectPrefix prefix, Optional<String> delimiter, String include) {
      this(prefix, delimiter, include, pageSize);
    }

    Pages(ObjectPrefix prefix, Optional<String> delimiter, String include, int most) {
      this.prefix = prefix;
      this.delimiter = delimiter;
      this.include = include;
      this.most = most;
      load();
    }

    private void load() {
      ListPage loaded;
      try {
        loaded = pages.page(prefix, marker, most, delimiter, include);
      } catch (StoreException e) {
        if (e.problem() != StoreProblem.OTHER || isDirectory.test(directoryOf(prefix))) {
          throw e;
        }
        // Nothing lies below a file, and such a prefix is refused.
        loaded = ListPage.EMPTY;
      }
      List<ListPage.Blob> all = new ArrayList<>(loaded.prefixes());
      all.addAll(loaded.blobs());
      all.removeIf(blob -> SiblingBlocks.isTemporary(blob.name()));
      if (!loaded.prefixes().isEmpty()) {
        all.sort(Comparator.comparing(blob -> withoutSlash(blob.name()), ObjectPath::compareUtf8));
      }
      page = all.iterator();
      marker = loaded.nextMarker();
    }

    private String directoryOf(ObjectPrefix listed) {
      String whole = base + listed.value();
      int slash = whole.lastIndexOf('/');
      return slash < 0 ? "" : whole.substring(0, slash);
    }

    @Override
    public boolean hasNext() {
      while (!page.hasNext() && !marker.isEmpty()) {
        load();
      }
      return page.hasNext();
    }

    @Override
    public ListPage.Blob next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return page.next();
    }
  }
}
