package io.twinlake.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Test;

class AzuriteTest {

  @Test
  void showsEachRequestWithItsClientRequestIdAndStatus() throws Exception {
    try (Azurite azurite = Azurite.start();
        Azurite other = Azurite.start()) {
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create(
                      "http://" + azurite.endpoint() + "/sa3/raw/orders%2Fa%20b?comp=metadata"))
              .header("x-ms-client-request-id", "run-7/2/3/1")
              .build();
      List<AzuriteRequest> seen =
          azurite.requestsOf(
              () -> {
                try {
                  HttpClient.newHttpClient().send(request, BodyHandlers.discarding());
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });

      assertThat(seen)
          .containsExactly(
              new AzuriteRequest(
                  "GET",
                  "sa3",
                  "raw",
                  "orders/a b",
                  "comp=metadata",
                  seen.get(0).operation(),
                  "run-7/2/3/1",
                  403));
      assertThat(seen.get(0).isWrite()).isFalse();
      assertThat(other.requests()).isEmpty();
      assertThat(azurite.count(r -> r.account().equals("sa3"))).isEqualTo(1);
    }
  }
}
