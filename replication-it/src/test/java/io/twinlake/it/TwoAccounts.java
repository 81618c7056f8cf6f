package io.twinlake.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinlake.core.run.RunResult;
import io.twinlake.core.settings.Settings;
import io.twinlake.jobs.Twinlake;
import io.twinlake.testing.Azurite;
import io.twinlake.testing.AzuriteRequest;
import io.twinlake.testing.PlainBlobs;
import io.twinlake.testing.PlainBlobs.Blob;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A lake in containers of its own on sa3, its target on sa4, control roots on sa1 and sa2, all on
 * the JVM's one Azurite. Runs are the shaded jar's; what is written and compared beside them goes
 * through {@link PlainBlobs}.
 */
final class TwoAccounts {
  static final String WHOLE = "datasets: [ { name: raw, root: raw } ]";

  final Azurite azurite = Azurite.shared();
  final PlainBlobs source = new PlainBlobs(azurite, "sa3");
  final PlainBlobs target = new PlainBlobs(azurite, "sa4");
  final PlainBlobs control = new PlainBlobs(azurite, "sa2");
  final String id = UUID.randomUUID().toString().substring(0, 8);
  final String raw = "raw-" + id;
  final String staging = "staging-" + id;
  final String history = "history-" + id;
  final String twinlake = "twinlake-" + id;

  TwoAccounts() {
    for (PlainBlobs account : List.of(source, target)) {
      account.createContainer(raw);
      account.createContainer(staging);
    }
    control.createContainer(twinlake);
    new PlainBlobs(azurite, "sa1").createContainer(twinlake);
  }

  /** Settings with these sections behind the sites. */
  String yaml(String... sections) {
    return """
        format: settings/1
        pair: e2e
        sites:
          east:
            raw: abfs://raw-ID@sa3.dfs.core.windows.net/
            staging: abfs://staging-ID@sa3.dfs.core.windows.net/
            control: abfs://twinlake-ID@sa1.dfs.core.windows.net/e2e
          west:
            raw: abfs://raw-ID@sa4.dfs.core.windows.net/
            staging: abfs://staging-ID@sa4.dfs.core.windows.net/
            control: abfs://twinlake-ID@sa2.dfs.core.windows.net/e2e
            history: abfs://history-ID@sa4.dfs.core.windows.net/
        replicate: { from: east, to: west }
        """
            .replace("ID", id)
        + String.join("\n", sections)
        + "\n";
  }

  Settings settings(String... sections) {
    return Settings.load(yaml(sections), "e2e.yaml");
  }

  Twinlake twinlake(String... sections) {
    return twinlake(azurite.hadoop(), sections);
  }

  Twinlake twinlake(Map<String, String> hadoop, String... sections) {
    return Twinlake.local(settings(sections), hadoop);
  }

  /** Runs, and wants everything in the recovery point. */
  RunResult replicateCleanly(String... sections) {
    RunResult result = twinlake(sections).replicate();
    assertThat(result.outcome()).as(() -> result.toString()).isEqualTo(RunResult.Outcome.CLEAN);
    return result;
  }

  /** Compares names, types, bytes, headers and metadata of both accounts. */
  void assertSame(String container) {
    SortedMap<String, Blob> expected = source.list(container);
    SortedMap<String, Blob> actual = target.list(container);
    assertThat(actual.keySet()).containsExactlyElementsOf(expected.keySet());
    expected.forEach((name, blob) -> assertThat(actual.get(name)).as(name).isEqualTo(blob));
  }

  /** The requests of this lake that {@code during} made anybody but the plain client send. */
  List<AzuriteRequest> requestsOf(Runnable during) {
    return azurite.requestsOf(during).stream()
        .filter(r -> r.container().endsWith(id) && !PlainBlobs.sent(r))
        // The service looks at the source of a copy by itself.
        .filter(r -> !r.clientRequestId().isEmpty())
        .toList();
  }

  /** Names of the documents below a directory of the target's control root. */
  List<String> documents(String directory) {
    return control.list(twinlake).keySet().stream()
        .filter(name -> name.startsWith("e2e/" + directory + "/"))
        .map(name -> name.substring(name.lastIndexOf('/') + 1))
        .toList();
  }

  /** Whether a request writes blob content of {@code container} on {@code account}. */
  static Predicate<AzuriteRequest> put(String account, String container) {
    return r ->
        r.method().equals("PUT")
            && r.account().equals(account)
            && r.container().equals(container)
            && !r.blob().isEmpty();
  }

  /** Requests as lines, for messages. */
  static String shown(List<AzuriteRequest> requests) {
    return requests.stream()
        .map(
            r ->
                "%s %s/%s/%s?%s -> %d (%s)"
                    .formatted(
                        r.method(),
                        r.account(),
                        r.container(),
                        r.blob(),
                        r.query(),
                        r.status(),
                        r.clientRequestId()))
        .collect(Collectors.joining("\n", "\n", "\n"));
  }
}
