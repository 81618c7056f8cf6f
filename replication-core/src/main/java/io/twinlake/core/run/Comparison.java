package io.twinlake.core.run;

import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectReader;
import java.util.Iterator;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * How two sites that are both written by others differ, by names and lengths. Nothing is written.
 *
 * @param sameLength objects at both sites with equal length; their content was not read
 * @param differs objects at both sites with different length
 * @param missingAtTarget objects at the source only
 * @param missingAtSource objects at the target only
 */
record Comparison(long sameLength, long differs, long missingAtTarget, long missingAtSource) {

  static Comparison of(
      ObjectReader source,
      ObjectReader target,
      ObjectPrefix directory,
      Predicate<ObjectPath> accepted) {
    long same = 0;
    long differs = 0;
    long onlySource = 0;
    long onlyTarget = 0;
    try (Stream<ObjectEntry> left = DatasetListing.of(source, directory, ObjectPrefix.ALL);
        Stream<ObjectEntry> right = DatasetListing.of(target, directory, ObjectPrefix.ALL)) {
      Iterator<ObjectEntry> a = left.filter(e -> accepted.test(e.path())).iterator();
      Iterator<ObjectEntry> b = right.filter(e -> accepted.test(e.path())).iterator();
      ObjectEntry atSource = next(a);
      ObjectEntry atTarget = next(b);
      while (atSource != null || atTarget != null) {
        int order =
            atSource == null
                ? 1
                : atTarget == null ? -1 : atSource.path().compareTo(atTarget.path());
        if (order < 0) {
          onlySource++;
          atSource = next(a);
        } else if (order > 0) {
          onlyTarget++;
          atTarget = next(b);
        } else {
          if (atSource.sizeBytes() == atTarget.sizeBytes()) {
            same++;
          } else {
            differs++;
          }
          atSource = next(a);
          atTarget = next(b);
        }
      }
    }
    return new Comparison(same, differs, onlySource, onlyTarget);
  }

  long objects() {
    return sameLength + differs + missingAtTarget + missingAtSource;
  }

  private static ObjectEntry next(Iterator<ObjectEntry> entries) {
    return entries.hasNext() ? entries.next() : null;
  }
}
