package io.twinlake.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.testing.FaultProxy.Then;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FaultProxyTest {
  private final Azurite azurite = Azurite.shared();
  private final String container = "proxied-" + UUID.randomUUID().toString().substring(0, 8);

  /** Puts an unsigned blob, which the service refuses; returns the status. */
  private int put(FaultProxy proxy, String blob) throws IOException, InterruptedException {
    String endpoint = proxy.hadoop().get("fs.azure.abfs.endpoint");
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://%s/sa3/%s/%s".formatted(endpoint, container, blob)))
            .header("x-ms-client-request-id", "run/" + blob)
            .header("x-ms-blob-type", "BlockBlob")
            .PUT(BodyPublishers.ofString("x".repeat(100_000)))
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode();
  }

  private List<AzuriteRequest> arrived() {
    return azurite.requests().stream().filter(r -> r.container().equals(container)).toList();
  }

  @Test
  void aRequestThatIsLostBeforeTheServiceNeverArrives() throws Exception {
    try (FaultProxy proxy = FaultProxy.of(azurite)) {
      FaultProxy.Moment second =
          proxy.before(r -> r.container().equals(container), 2, r -> Then.LOSE);

      assertThat(put(proxy, "a%20b%2Fc")).isEqualTo(403);
      assertThat(second.came()).isFalse();
      assertThatThrownBy(() -> put(proxy, "lost")).isInstanceOf(IOException.class);
      assertThat(second.came()).isTrue();
      assertThat(put(proxy, "third")).isEqualTo(403);
    }
    assertThat(arrived()).extracting(AzuriteRequest::blob).containsExactly("a b/c", "third");
  }

  @Test
  void anAnswerIsLostOnlyOnceTheServiceHasGivenIt() throws Exception {
    try (FaultProxy proxy = FaultProxy.of(azurite)) {
      FaultProxy.Moment answered =
          proxy.after(
              r -> r.blob().equals("known"),
              1,
              r -> {
                assertThat(arrived())
                    .singleElement()
                    .satisfies(a -> assertThat(a.clientRequestId()).isEqualTo(r.clientRequestId()))
                    .satisfies(a -> assertThat(a.status()).isEqualTo(403));
                return Then.LOSE;
              });

      assertThatThrownBy(() -> put(proxy, "known")).isInstanceOf(IOException.class);
      assertThat(answered.came()).isTrue();
    }
  }
}
