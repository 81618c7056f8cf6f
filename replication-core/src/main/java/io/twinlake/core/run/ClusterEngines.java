package io.twinlake.core.run;

import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.ledger.Segment;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.StoreContext;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** Makes the engine that spreads a run's work over a cluster. */
public interface ClusterEngines {

  /**
   * @param live segments of the parent point
   * @param claims what unfinished runs said they copied
   * @param control control root of the target
   */
  ClusterEngine begin(
      StoreContext context,
      URI control,
      List<Segment> live,
      Map<String, Map<ObjectPath, LedgerRow>> claims,
      RunId run,
      long point);
}
