package io.twinlake.validation;

import io.twinlake.core.json.Json;
import io.twinlake.core.ledger.Segment;
import io.twinlake.core.settings.DatasetSettings;
import io.twinlake.core.settings.ThrottleSettings;
import io.twinlake.core.settings.TransferSettings;
import io.twinlake.core.store.StoreContext;
import java.io.Serializable;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Everything that is needed to compare the objects of one dataset. Travels to executors inside
 * closures, never in a property or an event, as its contexts hold credentials.
 *
 * @param run names the validation to services
 * @param dataset its settings, with relative dates resolved
 * @param level how strongly
 * @param sample what is drawn at the level {@code sample}; at most one
 * @param now when the validation began
 * @param againstPoint whether the target is compared with a recovery point, not with the source
 * @param segments the ledger segments of that point that may hold rows of the dataset, as JSON
 * @param source data root of the source
 * @param target data root of the target
 * @param control control root of the target
 * @param transfer how many requests are in flight, and how long a range is
 * @param throttle how fast accounts may be asked
 * @param data what the data roots are opened with
 * @param listing what they are opened with to be listed
 * @param controlContext what the control root is opened with
 */
public record ObjectJob(
    String run,
    DatasetSettings dataset,
    Level level,
    List<Sample> sample,
    Instant now,
    boolean againstPoint,
    List<String> segments,
    URI source,
    URI target,
    URI control,
    TransferSettings transfer,
    ThrottleSettings throttle,
    StoreContext data,
    StoreContext listing,
    StoreContext controlContext)
    implements Serializable {
  public ObjectJob {
    sample = List.copyOf(sample);
    segments = List.copyOf(segments);
  }

  Optional<Sample> drawn() {
    return sample.stream().findFirst();
  }

  Scope scope() {
    return new Scope(dataset.filter().rules(), dataset.partitions());
  }

  /** A segment of {@link #segments}. */
  public static Segment segment(String line) {
    return Json.parse(line, Segment.class, "A segment in transit");
  }
}
