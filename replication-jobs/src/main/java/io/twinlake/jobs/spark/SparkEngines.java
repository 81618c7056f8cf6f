package io.twinlake.jobs.spark;

import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.ledger.Segment;
import io.twinlake.core.run.ClusterEngine;
import io.twinlake.core.run.ClusterEngines;
import io.twinlake.core.run.RunId;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.StoreContext;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/** Makes engines on a Spark session, which is the caller's: it is used and never stopped. */
public final class SparkEngines implements ClusterEngines {
  private final Supplier<SparkSession> spark;

  public SparkEngines(SparkSession spark) {
    this(() -> spark);
  }

  /**
   * @param spark asked when a run first has work for the cluster
   */
  public SparkEngines(Supplier<SparkSession> spark) {
    this.spark = Objects.requireNonNull(spark);
  }

  @Override
  public ClusterEngine begin(
      StoreContext context,
      URI control,
      List<Segment> live,
      Map<String, Map<ObjectPath, LedgerRow>> claims,
      RunId run,
      long point) {
    Ledger ledger = new Ledger(context, control, live, claims, run.value(), point);
    return new SparkEngine(new Cluster(spark.get(), run.value()), ledger);
  }
}
