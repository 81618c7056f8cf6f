package io.twinlake.jobs.spark;

import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.ledger.Segment;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.StoreContext;
import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * What a run knows of the ledger, and where it adds to it.
 *
 * @param context what the control root is opened with
 * @param control control root of the target
 * @param live segments of the parent point
 * @param claims what unfinished runs said they copied
 * @param run the run's name
 * @param point number of the recovery point that it tries to commit
 */
record Ledger(
    StoreContext context,
    URI control,
    List<Segment> live,
    Map<String, Map<ObjectPath, LedgerRow>> claims,
    String run,
    long point) {}
