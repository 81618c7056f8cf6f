package io.twinlake.jobs.demo;

import io.twinlake.core.store.ObjectPath;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** One small object of the demo's lake. */
final class LakeFile {
  private final ObjectPath path;
  private final String contentType;
  private final byte[] content;

  LakeFile(String path, String contentType, byte[] content) {
    this.path = ObjectPath.of(path);
    this.contentType = contentType;
    this.content = content.clone();
  }

  static LakeFile json(String path, String text) {
    return new LakeFile(path, "application/json", text.getBytes(StandardCharsets.UTF_8));
  }

  static LakeFile csv(String path, String text) {
    return new LakeFile(path, "text/csv", text.getBytes(StandardCharsets.UTF_8));
  }

  static LakeFile empty(String path) {
    return new LakeFile(path, "application/octet-stream", new byte[0]);
  }

  ObjectPath path() {
    return path;
  }

  String contentType() {
    return contentType;
  }

  long sizeBytes() {
    return content.length;
  }

  InputStream open() {
    return new ByteArrayInputStream(content);
  }
}
