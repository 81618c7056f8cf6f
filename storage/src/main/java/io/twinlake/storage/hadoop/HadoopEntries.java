package io.twinlake.storage.hadoop;

import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectType;
import io.twinlake.core.store.ObjectVersion;
import java.time.Instant;
import java.util.Optional;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FileStatus;

/** Turns what Hadoop says of a file into an entry: a strong version where there is an ETag. */
final class HadoopEntries {
  private HadoopEntries() {}

  static ObjectEntry entry(ObjectPath path, FileStatus status) {
    return new ObjectEntry(
        path,
        status.getLen(),
        version(status),
        Instant.ofEpochMilli(status.getModificationTime()),
        ObjectType.FILE,
        ObjectMetadata.NONE);
  }

  static ObjectVersion version(FileStatus status) {
    return etag(status)
        .map(ObjectVersion::strong)
        .orElseGet(
            () ->
                ObjectVersion.weak(
                    Instant.ofEpochMilli(status.getModificationTime()), status.getLen()));
  }

  private static Optional<String> etag(FileStatus status) {
    return status instanceof EtagSource source
        ? Optional.ofNullable(source.getEtag()).filter(etag -> !etag.isBlank())
        : Optional.empty();
  }
}
