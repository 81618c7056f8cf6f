package io.twinlake.testing;

import io.twinlake.core.store.Ability;
import io.twinlake.core.store.ByteRange;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.Level;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.ObjectType;
import io.twinlake.core.store.ObjectVersion;
import io.twinlake.core.store.VersionChangedException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A lake of any size that takes no room: every listing computes the same objects, {@code
 * date=2020-01-01/part-0000000.parquet} and so on. A source only; every byte is its object's
 * number.
 */
final class SyntheticStore implements ObjectStore {
  private static final Pattern SHAPE = Pattern.compile("(\\d{1,6})x(\\d{1,7})");
  private static final Pattern PATH =
      Pattern.compile("date=(\\d{4}-\\d\\d-\\d\\d)/part-(\\d{7})\\.parquet");
  private static final LocalDate FIRST_DAY = LocalDate.of(2020, 1, 1);
  private static final Instant WRITTEN = Instant.parse("2026-01-01T00:00:00Z");
  private static final int LONGEST_BYTES = 64 << 10;

  private final URI root;
  private final int partitions;
  private final int objects;

  SyntheticStore(URI root) {
    Matcher shape = SHAPE.matcher(String.valueOf(root.getAuthority()));
    if (!shape.matches()) {
      throw new IllegalArgumentException(
          "Not a synthetic lake: " + root + ". Write synthetic://<partitions>x<objects>/");
    }
    this.root = root;
    this.partitions = Integer.parseInt(shape.group(1));
    this.objects = Integer.parseInt(shape.group(2));
  }

  @Override
  public URI root() {
    return root;
  }

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public Stream<ObjectEntry> list(ObjectPrefix prefix) {
    return IntStream.range(0, partitions)
        .boxed()
        .filter(p -> meets(directory(p), prefix.value()))
        .flatMap(p -> IntStream.range(0, objects).mapToObj(i -> entry(p, i)))
        .filter(entry -> prefix.covers(entry.path()));
  }

  /** Whether a directory lies below the prefix, or the prefix reaches into it. */
  private static boolean meets(String directory, String prefix) {
    return directory.startsWith(prefix) || prefix.startsWith(directory);
  }

  @Override
  public Level listLevel(ObjectPrefix prefix) {
    return prefix.value().contains("/")
        ? new Level(list(prefix).toList(), List.of())
        : new Level(
            List.of(),
            IntStream.range(0, partitions)
                .mapToObj(SyntheticStore::directory)
                .filter(directory -> directory.startsWith(prefix.value()))
                .map(ObjectPrefix::new)
                .toList());
  }

  @Override
  public InputStream read(ObjectPath path, ByteRange range, ObjectVersion version) {
    ObjectEntry entry =
        find(path)
            .filter(found -> found.version().equals(version))
            .orElseThrow(() -> VersionChangedException.gone(path, version));
    byte[] content = new byte[(int) (Math.min(range.end(), entry.sizeBytes()) - range.offset())];
    Arrays.fill(content, (byte) number(path));
    return new ByteArrayInputStream(content);
  }

  @Override
  public Optional<ObjectEntry> find(ObjectPath path) {
    Matcher parts = PATH.matcher(path.value());
    if (!parts.matches()) {
      return Optional.empty();
    }
    long day = LocalDate.parse(parts.group(1)).toEpochDay() - FIRST_DAY.toEpochDay();
    int number = number(path);
    return day < 0 || day >= partitions || number >= objects
        ? Optional.empty()
        : Optional.of(entry((int) day, number));
  }

  private static int number(ObjectPath path) {
    Matcher parts = PATH.matcher(path.value());
    return parts.matches() ? Integer.parseInt(parts.group(2)) : 0;
  }

  private static String directory(int partition) {
    return "date=" + FIRST_DAY.plusDays(partition) + "/";
  }

  private static ObjectEntry entry(int partition, int number) {
    String digits = Integer.toString(10_000_000 + number).substring(1);
    return new ObjectEntry(
        ObjectPath.of(directory(partition) + "part-" + digits + ".parquet"),
        1 + Math.floorMod(31L * partition + 17L * number, LONGEST_BYTES),
        ObjectVersion.strong("0x%X-%X".formatted(partition, number)),
        WRITTEN,
        ObjectType.FILE,
        ObjectMetadata.NONE);
  }

  @Override
  public Set<Ability> abilities() {
    return Set.of();
  }

  @Override
  public ObjectEntry write(
      ObjectPath path,
      InputStream content,
      long sizeBytes,
      ObjectMetadata metadata,
      Expected expected) {
    throw new UnsupportedOperationException("A synthetic lake is a source only");
  }

  @Override
  public void delete(ObjectPath path, ObjectVersion version) {
    throw new UnsupportedOperationException("A synthetic lake is a source only");
  }

  @Override
  public void createRoot() {
    throw new UnsupportedOperationException("A synthetic lake is a source only");
  }

  @Override
  public void close() {}
}
