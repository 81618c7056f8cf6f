package io.twinlake.storage.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpResponse;
import io.twinlake.core.Effect;
import io.twinlake.core.store.Access;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.PreconditionFailedException;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.core.store.TreeNode;
import io.twinlake.core.store.TreeWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Directories and access rights of a hierarchical account, through its Data Lake endpoint.
 *
 * <p>Listing them costs the pages of a listing: since version 2020-06-12 the Blob endpoint shows
 * owner, group and the whole list with each entry.
 *
 * @see <a
 *     href="https://learn.microsoft.com/rest/api/storageservices/datalakestoragegen2/path/create">Path
 *     - Create</a>
 * @see <a
 *     href="https://learn.microsoft.com/rest/api/storageservices/datalakestoragegen2/path/update">Path
 *     - Update</a>
 */
final class BlobTree implements TreeWriter {
  private static final HttpHeaderName RESOURCE_TYPE =
      HttpHeaderName.fromString("x-ms-resource-type");
  private static final HttpHeaderName IS_FOLDER =
      HttpHeaderName.fromString("x-ms-meta-hdi_isfolder");
  private static final Set<String> ABSENT = Set.of("BlobNotFound", "PathNotFound");
  private static final int STICKY = 01000;

  /** What stands at a name. */
  enum Kind {
    NOTHING,
    FILE,
    DIRECTORY
  }

  private final BlobService blobs;
  private final BlobService dataLake;
  private final String base;
  private final TreeListing listing;

  /**
   * @param dataLake the container at the Data Lake endpoint
   * @param base the path of the store's root in the container; empty, or ending with a slash
   */
  BlobTree(BlobService blobs, BlobService dataLake, String base, BlobListing pages) {
    this.blobs = blobs;
    this.dataLake = dataLake;
    this.base = base;
    this.listing = new TreeListing(pages, base, name -> isDirectory(name));
  }

  TreeListing listing() {
    return listing;
  }

  private boolean isDirectory(String name) {
    return name.isEmpty() || kind(name) == Kind.DIRECTORY;
  }

  /** What stands at {@code name}. One request. */
  Kind kind(String name) {
    HttpResponse response =
        blobs.send(
            BlobRequest.onBlob(HttpMethod.HEAD, name),
            BlobCall.look("look at", ObjectPath.of(name)),
            ABSENT);
    if (response.getStatusCode() == 404) {
      return Kind.NOTHING;
    }
    return kind(response.getHeaders());
  }

  private static Kind kind(HttpHeaders answer) {
    return "directory".equals(answer.getValue(RESOURCE_TYPE))
            || "true".equalsIgnoreCase(answer.getValue(IS_FOLDER))
        ? Kind.DIRECTORY
        : Kind.FILE;
  }

  @Override
  public Stream<TreeNode> nodes(ObjectPrefix prefix) {
    return listing.nodes(prefix, this::access);
  }

  /** One request: since version 2023-11-03 the Blob endpoint answers with the whole list. */
  @Override
  public Optional<TreeNode> node(ObjectPath path) {
    HttpResponse response =
        blobs.send(
            BlobRequest.onBlob(HttpMethod.HEAD, base + path.value()),
            BlobCall.look("look at", path),
            ABSENT);
    if (response.getStatusCode() == 404) {
      return Optional.empty();
    }
    HttpHeaders answer = response.getHeaders();
    Access access = AclText.isIn(answer) ? AclText.of(answer) : access(path);
    return Optional.of(new TreeNode(path, kind(answer) == Kind.DIRECTORY, Optional.of(access)));
  }

  private Access access(ObjectPath path) {
    return AclText.of(
        dataLake
            .send(
                BlobRequest.onPath(HttpMethod.HEAD, base + path.value())
                    .query("action", "getAccessControl"),
                BlobCall.look("read the access rights of", path))
            .getHeaders());
  }

  /** The service makes those above by itself. */
  @Override
  public void makeDirectory(ObjectPath path) {
    String name = base + path.value();
    BlobNames.requireWritable(path, name);
    BlobNames.hierarchyProblem(name).ifPresent(why -> BlobNames.refuse(path, why));
    BlobCall call = BlobCall.write("make directory", path, Expected.absent());
    try {
      dataLake.send(
          BlobRequest.onPath(HttpMethod.PUT, name)
              .query("resource", "directory")
              .header("If-None-Match", "*"),
          call);
    } catch (PreconditionFailedException | StoreException e) {
      if (e instanceof StoreException store && store.problem() != StoreProblem.OTHER) {
        throw e;
      }
      Kind there = kind(name);
      if (there == Kind.DIRECTORY) {
        return;
      }
      if (there == Kind.FILE || e instanceof PreconditionFailedException) {
        throw new PreconditionFailedException(path, Expected.absent());
      }
      throw fileInTheWay(path).<RuntimeException>map(f -> f).orElse(e);
    }
  }

  /**
   * One request. The sticky bit is no part of a list: a directory's is looked at, and set by a
   * request of its own, before the list, since with named entries its group bits are the mask's.
   */
  @Override
  public void setAccess(TreeNode node) {
    Access access =
        node.access()
            .orElseThrow(() -> new IllegalArgumentException("No access to set: " + node.path()));
    String mode = String.format(Locale.ROOT, "%04o", access.mode());
    BlobRequest request = change(node.path());
    if ((access.mode() & STICKY) != 0 || isSticky(node)) {
      dataLake.send(change(node.path()).header("x-ms-permissions", mode), changing(node.path()));
    }
    dataLake.send(
        request
            .header("x-ms-owner", access.owner())
            .header("x-ms-group", access.group())
            .header("x-ms-acl", AclText.format(access)),
        changing(node.path()));
  }

  /** Only directories have a use for the bit. */
  private boolean isSticky(TreeNode node) {
    return node.directory() && (access(node.path()).mode() & STICKY) != 0;
  }

  private BlobRequest change(ObjectPath path) {
    return BlobRequest.onPath(HttpMethod.PATCH, base + path.value())
        .query("action", "setAccessControl");
  }

  private static BlobCall changing(ObjectPath path) {
    return BlobCall.change("set the access rights of", path);
  }

  /**
   * Why nothing can be written at {@code path}, if a file or directory of the tree is the reason.
   * Asked where a write was refused; at most a request for each directory above.
   */
  Optional<StoreException> fileInTheWay(ObjectPath path) {
    String name = base + path.value();
    Kind there = kind(name);
    if (there == Kind.FILE) {
      return Optional.empty();
    }
    if (there == Kind.DIRECTORY) {
      return Optional.of(collision(path, "a directory of that name is there and not empty"));
    }
    for (int slash = name.lastIndexOf('/'); slash > 0; slash = name.lastIndexOf('/', slash - 1)) {
      String above = name.substring(0, slash);
      Kind kind = kind(above);
      if (kind == Kind.FILE) {
        return Optional.of(
            collision(
                path, "'%s' is a file there, so nothing can lie below it".formatted(shown(above))));
      }
      if (kind == Kind.DIRECTORY) {
        break;
      }
    }
    return Optional.empty();
  }

  private String shown(String name) {
    return name.startsWith(base) ? name.substring(base.length()) : name;
  }

  private static StoreException collision(ObjectPath path, String why) {
    return new StoreException(
        Effect.NONE_DO_NOT_RETRY,
        StoreProblem.UNSUPPORTED_NAME,
        "Name collision: %s cannot be written, as %s. A flat account holds a blob and others below its name; a hierarchical one does not. Nothing was written, and what is there was left. Rename or exclude one of them."
            .formatted(path, why));
  }

  /**
   * Removes a directory that stands where a file is to be, if it is empty; the service refuses
   * otherwise.
   *
   * @return whether it is gone
   */
  boolean removeEmptyDirectory(ObjectPath path) {
    String name = base + path.value();
    if (kind(name) != Kind.DIRECTORY) {
      return false;
    }
    try {
      blobs.send(
          BlobRequest.onBlob(HttpMethod.DELETE, name),
          BlobCall.change("remove the empty directory", path),
          ABSENT);
      return true;
    } catch (StoreException e) {
      if (e.problem() == StoreProblem.OTHER) {
        return false;
      }
      throw e;
    }
  }
}
