package io.twinlake.jobs.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.ledger.ControlPaths;
import io.twinlake.core.plan.Findings;
import io.twinlake.core.plan.PlanRule;
import io.twinlake.core.plan.Reason;
import io.twinlake.core.plan.ScopeRule;
import io.twinlake.core.plan.Tally;
import io.twinlake.core.plan.Tally.Outcome;
import io.twinlake.core.run.DatasetJob;
import io.twinlake.core.run.Forecast;
import io.twinlake.core.run.KnownTables;
import io.twinlake.core.run.TransferOutcome;
import io.twinlake.core.settings.DatasetSettings;
import io.twinlake.core.settings.Settings;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectType;
import io.twinlake.core.store.ObjectVersion;
import io.twinlake.core.store.StoreContext;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What travels inside closures and as bytes does arrive. */
class ParcelTest {
  @Test
  void aSummaryArrives() {
    Tally tally = new Tally();
    tally.add(Outcome.COPY, Reason.NEW, 5, new ObjectPrefix("date=2026-01-01/"));
    tally.add(Outcome.KEEP, Reason.UNCHANGED, 7, ObjectPrefix.ALL);
    Findings findings = new Findings();
    findings.see(entry("t/_delta_log/0.json"), Optional.of("_SUCCESS"));
    findings.see(entry("date=2026-01-01/_SUCCESS"), Optional.of("_SUCCESS"));
    PartSummary sent =
        new PartSummary(
            3, tally, findings, new Tally.Count(1, 2), new Load(1, 2, 3), Load.NONE, Forecast.NONE);

    PartSummary back = Parcel.unpack(Parcel.pack(sent), PartSummary.class);

    assertThat(back.partition()).isEqualTo(3);
    assertThat(back.tally().total()).isEqualTo(tally.total());
    assertThat(back.tally().partitions()).isEqualTo(tally.partitions());
    assertThat(back.findings().tables().all()).containsExactly(new ObjectPrefix("t/"));
    assertThat(back.findings().ready().all()).containsExactly(new ObjectPrefix("date=2026-01-01/"));
    assertThat(back.foreign()).isEqualTo(new Tally.Count(1, 2));
    assertThat(back.load(false)).isEqualTo(new Load(1, 2, 3));
  }

  @Test
  void anOutcomeArrives() {
    TransferOutcome back = Parcel.unpack(Parcel.pack(new TransferOutcome()), TransferOutcome.class);

    assertThat(back.failed()).isZero();
    assertThat(back.incomplete().size()).isZero();
  }

  @Test
  void aJobArrivesWithAllItsSettings() {
    DatasetJob job = job();

    DatasetJob back = Parcel.unpack(Parcel.pack(job), DatasetJob.class);

    assertThat(back.dataset().ready()).contains("_SUCCESS");
    assertThat(back.dataset().group()).contains("nightly");
    assertThat(back.dataset().filter().accepts(ObjectPath.of("a.tmp"))).isFalse();
    assertThat(back.dataset().partitions().contains(ObjectPath.of("date=2025-01-01/x"))).isFalse();
    assertThat(back.transfer()).isEqualTo(job.transfer());
    assertThat(back.context().get("key")).contains("value");
  }

  @Test
  void tasksOfOneJvmShareItsLimit() {
    assertThat(job().sharedBy(4).transfer().maxInFlight()).isEqualTo(8);
    assertThat(job().sharedBy(100).transfer().maxInFlight()).isEqualTo(1);
  }

  @Test
  void aSegmentNamedByItsAttemptStillSaysItsPoint() {
    ObjectPath segment = ControlPaths.segment(2, job().run() + "-77", 1, ParquetSegments.FORMAT);

    assertThat(ControlPaths.segmentPoint(segment)).isEqualTo(2);
  }

  private static DatasetJob job() {
    Settings settings =
        Settings.load(
            """
            format: settings/1
            pair: sales
            sites:
              east: { raw: 'memory://east/', control: 'memory://ce/' }
              west: { raw: 'memory://west/', control: 'memory://cw/' }
            replicate: { from: east, to: west }
            datasets:
              - name: orders
                root: raw/orders
                ready: _SUCCESS
                adopt: verify
                group: nightly
                filters: ['- *.tmp', '+ *']
                partitions: { date: { from: 2026-01-01, to: 2026-12-31 } }
            """,
            "test.yaml");
    DatasetSettings dataset = settings.datasets().get(0);
    return new DatasetJob(
        dataset,
        settings.transfer(),
        settings.throttle(),
        URI.create("memory://east/"),
        URI.create("memory://west/"),
        URI.create("memory://west-history/"),
        URI.create("memory://cw/"),
        new PlanRule(dataset, DatasetSettings.Adopt.VERIFY, true),
        new ScopeRule(dataset, settings.tables()),
        "20261121T031500Z-7f3a9c",
        2,
        1,
        Instant.parse("2026-11-21T03:15:00Z"),
        true,
        KnownTables.NONE,
        new StoreContext(Map.of("key", "value"), "test"));
  }

  private static ObjectEntry entry(String path) {
    return new ObjectEntry(
        ObjectPath.of(path),
        1,
        ObjectVersion.strong("e"),
        Instant.EPOCH,
        ObjectType.FILE,
        ObjectMetadata.NONE);
  }
}
