package io.twinlake.jobs.validate;

import io.twinlake.core.store.ObjectReader;
import io.twinlake.core.traffic.RequestMeter;
import io.twinlake.jobs.spark.TaskTraffic;
import io.twinlake.validation.ObjectJob;
import io.twinlake.validation.SideHasher;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;

/** Hashes objects of one side, many at once. Holds one row for each. */
final class HashTask extends ObjectTask<Row, Row> {
  private static final long serialVersionUID = 1L;

  private final String site;
  private final int threads;

  HashTask(ObjectJob job, TaskTraffic traffic, String site, int threads) {
    super(job, traffic, "fingerprint");
    this.site = site;
    this.threads = threads;
  }

  @Override
  Iterator<Row> run(Iterator<Row> in, TaskContext task, RequestMeter meter) {
    ObjectReader store = source(task, meter);
    List<Row> out = new ArrayList<>();
    try (SideHasher hasher =
        new SideHasher(
            store,
            job().dataset().directory(),
            site,
            threads,
            job().transfer().partSize().bytes())) {
      hasher.each(
          in,
          row -> hasher.hash(ObjectRows.pair(row).source().orElseThrow()),
          hashed -> out.add(ObjectRows.hashed(hashed)));
      out.add(ObjectRows.total(hasher.bytesRead()));
    }
    return out.iterator();
  }
}
