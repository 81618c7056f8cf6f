package io.twinlake.core.run;

import io.twinlake.core.plan.PlanRule;
import io.twinlake.core.plan.ScopeRule;
import io.twinlake.core.settings.DatasetSettings;
import io.twinlake.core.settings.ThrottleSettings;
import io.twinlake.core.settings.TransferSettings;
import io.twinlake.core.store.StoreContext;
import java.io.Serializable;
import java.net.URI;
import java.time.Instant;

/**
 * Everything that a worker needs to know of one dataset in one run. Travels to executors inside
 * closures, never in a property or an event, as its context holds credentials.
 *
 * @param dataset its settings, with relative dates resolved
 * @param transfer how objects are transferred
 * @param throttle how fast accounts may be asked, by the whole run
 * @param source data root that is read
 * @param target data root that is written
 * @param history where replaced bytes go
 * @param control control root of the target
 * @param rule decides each path
 * @param scope judges each decision once the listing is complete
 * @param run who works
 * @param point number of the recovery point that the run tries to commit
 * @param epoch epoch of the role that the run began under
 * @param listedAt when the listing began, by the source's clock
 * @param adopting whether the target is listed too, as the ledger knows nothing of it
 * @param tables its tables that the last recovery point knows
 * @param context what stores are opened with
 */
public record DatasetJob(
    DatasetSettings dataset,
    TransferSettings transfer,
    ThrottleSettings throttle,
    URI source,
    URI target,
    URI history,
    URI control,
    PlanRule rule,
    ScopeRule scope,
    String run,
    long point,
    long epoch,
    Instant listedAt,
    boolean adopting,
    KnownTables tables,
    StoreContext context)
    implements Serializable {

  /** The same for one of several tasks that share a JVM, and its limit of requests in flight. */
  public DatasetJob sharedBy(int tasks) {
    TransferSettings share =
        new TransferSettings(
            Math.max(1, transfer.maxInFlight() / Math.max(1, tasks)),
            transfer.partSize(),
            transfer.requestTimeout(),
            transfer.attempts(),
            transfer.driverLimit(),
            transfer.route());
    return new DatasetJob(
        dataset, share, throttle, source, target, history, control, rule, scope, run, point, epoch,
        listedAt, adopting, tables, context);
  }
}
