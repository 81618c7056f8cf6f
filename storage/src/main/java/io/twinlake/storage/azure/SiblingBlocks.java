package io.twinlake.storage.azure;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpResponse;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectVersion;
import io.twinlake.core.store.OutcomeUnknownException;
import io.twinlake.core.store.PreconditionFailedException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes large files of a hierarchical account: blocks are staged at a temporary sibling, committed
 * there, and renamed over the file if that still is what was expected. Readers see the old file or
 * the new one.
 *
 * <p>So it does not matter who wrote the file: the service refuses blocks for what the Data Lake
 * API wrote, and blocks whose ids are of another length than those that somebody left uncommitted.
 *
 * <p>The sibling is visible between its commit and the rename only; listings leave it out by its
 * name. A run that dies in between leaves it, and the next that writes the same object uses the
 * same sibling. What is left beside another object is removed a week later by the next large write
 * into that directory, if it carries our mark; uncommitted blocks are dropped by the service after
 * a week, too.
 */
final class SiblingBlocks {
  private static final Logger LOG = LoggerFactory.getLogger(SiblingBlocks.class);

  /** Begins the name of a file that is being written. */
  static final String TEMPORARY = ".twinlake-tmp-";

  /** As long as the service keeps uncommitted blocks. */
  static final Duration LEFT_OVER_AFTER = Duration.ofDays(7);

  private static final Pattern NAME =
      Pattern.compile("(.*/)?" + Pattern.quote(TEMPORARY) + "[0-9a-f]{32}", Pattern.DOTALL);
  private static final HttpHeaderName ETAG = HttpHeaderName.ETAG;

  private final AzurePlace place;
  private final BlobService blobs;
  private final BlobService dataLake;
  private final BlobBlocks blocks;
  private final BlobListing pages;
  private final AzureCredential credential;
  private final Set<String> cleaned = ConcurrentHashMap.newKeySet();

  SiblingBlocks(
      AzurePlace place,
      BlobService blobs,
      BlobService dataLake,
      BlobBlocks blocks,
      BlobListing pages,
      AzureCredential credential) {
    this.place = place;
    this.blobs = blobs;
    this.dataLake = dataLake;
    this.blocks = blocks;
    this.pages = pages;
    this.credential = credential;
  }

  static boolean isTemporary(String name) {
    return name.contains(TEMPORARY) && NAME.matcher(name).matches();
  }

  /** The sibling at which all tasks, and later runs, stage the blocks of the file {@code name}. */
  static String of(String name) {
    return of(name, "");
  }

  /**
   * A sibling for one writer alone.
   *
   * @param writer what tells it from others
   */
  static String of(String name, String writer) {
    String directory = name.substring(0, name.lastIndexOf('/') + 1);
    return directory + TEMPORARY + digest(name + "\0" + writer).substring(0, 32);
  }

  private static String digest(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JVM has SHA-256", e);
    }
  }

  /**
   * Commits the blocks at {@code sibling} and renames it.
   *
   * @return the version of the file
   */
  ObjectVersion commit(
      String sibling,
      String name,
      ObjectPath path,
      List<String> blockIds,
      ObjectMetadata metadata,
      Expected expected) {
    requireExpected(name, path, expected);
    HttpHeaders committed =
        blocks.commitUnseen(sibling, path, blockIds, metadata, Optional.empty());
    String etag = committed.getValue(ETAG);
    try {
      rename(sibling, etag, name, path, expected);
    } catch (OutcomeUnknownException e) {
      throw e;
    } catch (ReplicationException e) {
      remove(sibling, etag, path);
      throw e;
    }
    removeLeftOvers(name);
    return ObjectVersion.strong(etag);
  }

  /** Looked at first, so that blocks stay staged where they cannot be used yet. */
  private void requireExpected(String name, ObjectPath path, Expected expected) {
    HttpResponse answer =
        blobs.send(
            BlobRequest.onBlob(HttpMethod.HEAD, name),
            BlobCall.look("look at", path),
            Set.of("BlobNotFound"));
    Optional<ObjectVersion> there =
        answer.getStatusCode() == 404
            ? Optional.empty()
            : Optional.of(BlobProperties.version(answer.getHeaders()));
    if (!there.equals(expected.version())) {
      throw new PreconditionFailedException(path, expected);
    }
  }

  private void rename(
      String sibling, String etag, String name, ObjectPath path, Expected expected) {
    String source = "/" + place.container() + "/" + BlobNames.encodePath(sibling);
    if (credential instanceof AzureCredential.Sas sas) {
      source += "?" + sas.source().token("/" + sibling, "rename-source");
    }
    dataLake.send(
        BlobRequest.onPath(HttpMethod.PUT, name)
            .header("x-ms-rename-source", source)
            .header("x-ms-source-if-match", etag.startsWith("\"") ? etag : '"' + etag + '"')
            .expecting(expected),
        BlobCall.write("write", path, expected));
  }

  private void remove(String sibling, String etag, ObjectPath path) {
    try {
      Expected ours = Expected.version(ObjectVersion.strong(etag));
      blobs.send(
          BlobRequest.onBlob(HttpMethod.DELETE, sibling).expecting(ours),
          BlobCall.write("remove the temporary sibling of", path, ours),
          Set.of("BlobNotFound"));
    } catch (ReplicationException e) {
      LOG.warn("The temporary sibling of {} is left: {}", path, e.getMessage());
    }
  }

  /** Once for each directory that this store writes into. */
  private void removeLeftOvers(String name) {
    String directory = name.substring(0, name.lastIndexOf('/') + 1);
    Optional<Instant> now = blobs.clock().now();
    if (!directory.startsWith(place.path()) || now.isEmpty() || !cleaned.add(directory)) {
      return;
    }
    try {
      ObjectPrefix prefix =
          new ObjectPrefix(directory.substring(place.path().length()) + TEMPORARY);
      ListPage page =
          pages.page(prefix, "", BlobListing.PAGE_SIZE, Optional.of("/"), BlobListing.METADATA);
      for (ListPage.Blob blob : page.blobs()) {
        pages
            .entry(blob)
            .filter(left -> isTemporary(blob.name()) && isLeftOver(left, now.get()))
            .ifPresent(left -> remove(blob.name(), left.version().value(), left.path()));
      }
    } catch (ReplicationException e) {
      LOG.warn("Old temporary siblings in {} are left: {}", directory, e.getMessage());
    }
  }

  /** Whether a temporary name was surely given by us, by a run that is long over. Pure. */
  static boolean isLeftOver(ObjectEntry sibling, Instant now) {
    return sibling.metadata().sourceVersion().isPresent()
        && sibling.modifiedAt().plus(LEFT_OVER_AFTER).isBefore(now);
  }
}
