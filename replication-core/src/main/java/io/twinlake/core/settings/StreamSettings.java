package io.twinlake.core.settings;

import io.twinlake.core.settings.DatasetSettings.Kind;
import io.twinlake.core.store.ObjectPrefix;
import java.io.Serializable;
import java.util.Optional;

/**
 * What is said of a dataset that is the checkpoint of a streaming query.
 *
 * @param sinkRoot name of the data root that the query's table lies below
 * @param sinkDirectory where the table is below that root
 */
public record StreamSettings(String sinkRoot, ObjectPrefix sinkDirectory) implements Serializable {

  /** Reads {@code kind} and {@code sink}; empty for what is no checkpoint. */
  static Optional<StreamSettings> read(SettingsReader section) {
    Kind kind = section.choice(Kind.class, "kind", Kind.FILES);
    Optional<String> sink = section.text("sink");
    if (kind == Kind.FILES) {
      if (section.has("sink")) {
        section.problem(
            "sink", "has no effect here; set 'kind: stream-checkpoint' too, or remove it");
      }
      return Optional.empty();
    }
    if (sink.isEmpty()) {
      section.problem(
          "kind",
          "stream-checkpoint needs 'sink', the table that the stream writes to, as staging/orders");
      return Optional.of(new StreamSettings("", ObjectPrefix.ALL));
    }
    if (!DatasetSection.namesDirectory(section, "sink", sink.get())) {
      return Optional.of(new StreamSettings("", ObjectPrefix.ALL));
    }
    int slash = sink.get().indexOf('/');
    return Optional.of(
        new StreamSettings(
            slash < 0 ? sink.get() : sink.get().substring(0, slash),
            ObjectPrefix.directory(slash < 0 ? "" : sink.get().substring(slash + 1))));
  }

  /** Whether the sink lies in {@code dataset}. */
  public boolean isIn(DatasetSettings dataset) {
    return dataset.stream().isEmpty()
        && dataset.root().equals(sinkRoot)
        && sinkDirectory.value().startsWith(dataset.directory().value());
  }

  /** As the settings name it. */
  public String sink() {
    return sinkDirectory.value().isEmpty() ? sinkRoot : sinkRoot + "/" + sinkDirectory;
  }
}
