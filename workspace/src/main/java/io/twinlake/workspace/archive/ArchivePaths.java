package io.twinlake.workspace.archive;

import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.workspace.model.Kind;

/**
 * What lies where below {@code workspace/} on a control root.
 *
 * <pre>
 * exports/&lt;id&gt;/&lt;kind&gt;.jsonl.gz    the objects of one kind
 * exports/&lt;id&gt;/manifest.json       put last: without it there is no archive
 * blobs/&lt;2&gt;/&lt;sha-256&gt;            bytes of notebooks and files, shared by all archives
 * </pre>
 */
final class ArchivePaths {
  static final ObjectPrefix EXPORTS = new ObjectPrefix("workspace/exports/");
  static final ObjectPrefix BLOBS = new ObjectPrefix("workspace/blobs/");
  static final String MANIFEST = "manifest.json";

  private ArchivePaths() {}

  static ObjectPath document(String id, Kind kind) {
    return EXPORTS.resolve(ObjectPath.of(id + "/" + kind.written() + ".jsonl.gz"));
  }

  static ObjectPath manifest(String id) {
    return EXPORTS.resolve(ObjectPath.of(id + "/" + MANIFEST));
  }

  static ObjectPath blob(String sha256) {
    return BLOBS.resolve(ObjectPath.of(sha256.substring(0, 2) + "/" + sha256));
  }
}
