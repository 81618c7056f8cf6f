package io.twinlake.testing.hierarchical;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** A file or a directory. Guarded by its account's lock. */
final class FakeNode {
  private static final AtomicLong ETAGS = new AtomicLong(0x8DD000000000000L);
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  final boolean directory;
  byte[] content = new byte[0];
  String etag;
  Instant modified;
  String type = "BlockBlob";

  /** Written by the Data Lake API, so that blocks of the Blob API cannot be mixed in. */
  boolean byDataLake;

  final Map<String, String> headers = new TreeMap<>();
  final Map<String, String> metadata = new LinkedHashMap<>();
  String owner = "$superuser";
  String group = "$superuser";
  FakeAcl acl;

  FakeNode(boolean directory, FakeAcl acl) {
    this.directory = directory;
    this.acl = acl;
    touch();
  }

  void touch() {
    etag = "0x" + Long.toHexString(ETAGS.incrementAndGet()).toUpperCase(Locale.ROOT);
    modified = Clock.systemUTC().instant();
  }

  String lastModified() {
    return HTTP_DATE.format(modified);
  }

  static String httpDate(Instant instant) {
    return HTTP_DATE.format(instant);
  }
}
