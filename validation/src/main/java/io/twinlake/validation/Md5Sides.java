package io.twinlake.validation;

import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.store.ObjectVersion;
import io.twinlake.core.store.VersionChangedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The MD5s stored beside the sides of a pair, and those of the bytes that were read.
 *
 * @param source of the source; empty where it is not asked for, or the source is not read
 * @param target the same of the target
 */
record Md5Sides(Optional<Side> source, Optional<Side> target) {
  static final Md5Sides NOT_ASKED = new Md5Sides(Optional.empty(), Optional.empty());

  private static final String HEADER = "Content-MD5";

  /**
   * One side.
   *
   * @param stored what the store keeps, in Base64, where it keeps one
   * @param ofBytes that of the bytes, in Base64, where they were read in one pass
   */
  record Side(Optional<String> stored, Optional<String> ofBytes) {
    StoredMd5 state() {
      if (stored.isEmpty()) {
        return StoredMd5.NONE;
      }
      return ofBytes
          .map(md5 -> md5.equals(stored.get()) ? StoredMd5.RIGHT : StoredMd5.WRONG)
          .orElse(StoredMd5.NOT_CHECKED);
    }

    private String words(String where) {
      return switch (state()) {
        case RIGHT -> "the MD5 stored at the %s is that of its bytes".formatted(where);
        case WRONG ->
            "the MD5 stored at the %s is %s, that of its bytes %s"
                .formatted(where, stored.get(), ofBytes.orElseThrow());
        case NOT_CHECKED -> "the MD5 stored at the %s was not checked".formatted(where);
        case NONE -> "no MD5 is stored at the " + where;
      };
    }

    Side of(Optional<String> bytes) {
      return new Side(stored, bytes);
    }
  }

  /**
   * What {@code store} keeps beside {@code entry}. Where it was listed by a way that shows no
   * headers, this costs a request.
   *
   * @param entry with its path below the store's root
   * @throws VersionChangedException if it is no longer that version
   */
  static Side stored(ObjectReader store, ObjectEntry entry) {
    Optional<String> listed = header(entry);
    if (listed.isPresent()
        || !entry.metadata().headers().isEmpty()
        || entry.version().strength() != ObjectVersion.Strength.STRONG
        || !(store instanceof TwoRoutes)) {
      return new Side(listed, Optional.empty());
    }
    ObjectEntry now =
        ((TwoRoutes) store)
            .findAsRead(entry.path())
            .orElseThrow(() -> VersionChangedException.gone(entry.path(), entry.version()));
    if (!now.version().equals(entry.version())) {
      throw VersionChangedException.changed(entry.path(), entry.version());
    }
    return new Side(header(now), Optional.empty());
  }

  private static Optional<String> header(ObjectEntry entry) {
    return Optional.ofNullable(entry.metadata().headers().get(HEADER))
        .filter(value -> !value.isBlank());
  }

  /** Whether reading in one pass can tell anything. */
  boolean isAnyStored() {
    return sides().anyMatch(side -> side.stored().isPresent());
  }

  boolean isAnyWrong() {
    return sides().anyMatch(side -> side.state() == StoredMd5.WRONG);
  }

  boolean isAnyChecked() {
    return sides().anyMatch(side -> side.stored().isPresent() && side.ofBytes().isPresent());
  }

  private Stream<Side> sides() {
    return Stream.of(source, target).flatMap(Optional::stream);
  }

  /** The same with the MD5s of the bytes. */
  Md5Sides read(Optional<String> atSource, Optional<String> atTarget) {
    return new Md5Sides(
        source.map(side -> side.of(atSource)), target.map(side -> side.of(atTarget)));
  }

  ContentSeen seen() {
    return new ContentSeen(source.map(Side::state), target.map(Side::state));
  }

  /** For a finding's detail. */
  String words() {
    List<String> words = new ArrayList<>();
    source.ifPresent(side -> words.add(side.words("source")));
    target.ifPresent(side -> words.add(side.words("target")));
    return String.join("; ", words);
  }
}
