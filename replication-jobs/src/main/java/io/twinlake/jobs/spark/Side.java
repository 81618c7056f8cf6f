package io.twinlake.jobs.spark;

import io.twinlake.core.run.DatasetJob;
import java.net.URI;

/** One of the two places of a dataset. */
enum Side {
  SOURCE,
  TARGET;

  URI root(DatasetJob job) {
    return this == SOURCE ? job.source() : job.target();
  }

  /** What a listing of it is called. */
  String listing() {
    return this == SOURCE ? "list-source" : "list-target";
  }
}
