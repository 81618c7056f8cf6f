package io.twinlake.delta;

import java.util.Set;

/** What a version of a table demands of its readers and writers. */
record Protocol(
    int minReader, int minWriter, Set<String> readerFeatures, Set<String> writerFeatures) {
  Protocol {
    readerFeatures = Set.copyOf(readerFeatures);
    writerFeatures = Set.copyOf(writerFeatures);
  }
}
