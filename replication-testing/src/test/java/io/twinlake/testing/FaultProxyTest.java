package io.twinlake.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.twinlake.testing.FaultProxy.Then;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each fault as a plain HTTP client sees it, and as the service behind does. */
@Timeout(60)
class FaultProxyTest {
  private final Azurite azurite = Azurite.shared();
  private final PlainBlobs direct = new PlainBlobs(azurite, "sa3");
  private final String container = "proxied-" + UUID.randomUUID().toString().substring(0, 8);
  private final FaultProxy proxy = FaultProxy.of(azurite);
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterEach
  void close() {
    proxy.close();
  }

  private HttpResponse<byte[]> send(String method, String blob, String query, byte[] content)
      throws IOException, InterruptedException {
    String sas =
        PlainBlobs.accountSas(
            "sa3",
            azurite.key("sa3"),
            "rwdlacup",
            Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS));
    String url = "http://%s/sa3/%s%s?%s%s".formatted(proxy.endpoint(), container, blob, query, sas);
    return http.send(
        HttpRequest.newBuilder(URI.create(url))
            .header("x-ms-client-request-id", "proxied")
            .header("x-ms-blob-type", "BlockBlob")
            .header("x-ms-version", "2021-12-02")
            .method(
                method,
                content.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(content))
            .build(),
        BodyHandlers.ofByteArray());
  }

  private int put(String blob, String content) throws IOException, InterruptedException {
    return send("PUT", "/" + blob, "", content.getBytes(UTF_8)).statusCode();
  }

  private HttpResponse<byte[]> get(String blob) throws IOException, InterruptedException {
    return send("GET", "/" + blob, "", new byte[0]);
  }

  private Predicate<AzuriteRequest> blob(String name) {
    return Requests.container(container).and(r -> r.blob().equals(name));
  }

  private List<AzuriteRequest> arrived() {
    return azurite.requests().stream()
        .filter(r -> r.container().equals(container) && r.clientRequestId().equals("proxied"))
        .filter(r -> !r.blob().isEmpty())
        .toList();
  }

  @Test
  void pathsAndContentsPassToTheLetter() throws Exception {
    direct.createContainer(container);
    List<String> paths =
        List.of(
            "a%2Fb",
            "a//b",
            "%2F%2Fx",
            "%2520",
            "a%25b",
            "a%20b+c",
            "x%2F..%2Fy",
            "dot%2E%2Fx",
            "q%3Fx%3D1",
            "caf%C3%A9",
            "%F0%9F%98%80",
            "a:b@c!$&'()*,=~-._;p=1",
            "%7B%5B%5D%7D");
    for (String path : paths) {
      assertThat(put(path, "content of " + path)).as(path).isEqualTo(201);
      assertThat(get(path).body()).asString(UTF_8).isEqualTo("content of " + path);
    }
    assertThat(arrived().stream().map(AzuriteRequest::blob).distinct())
        .containsExactly(
            "a/b",
            "a//b",
            "//x",
            "%20",
            "a%b",
            "a b+c",
            "x/../y",
            "dot./x",
            "q?x=1",
            "caf\u00e9",
            "\uD83D\uDE00",
            "a:b@c!$&'()*,=~-._;p=1",
            "{[]}");
    assertThat(proxy.requests()).isEqualTo(2L * paths.size());
    assertThat(proxy.injected()).isEmpty();
  }

  @Test
  void sixtyFourMebibytesPassInBothDirections() throws Exception {
    direct.createContainer(container);
    byte[] large = new byte[64 << 20];
    new Random(7).nextBytes(large);

    assertThat(send("PUT", "/large", "", large).statusCode()).isEqualTo(201);
    assertThat(get("large").body()).isEqualTo(large);
    assertThat(direct.read(container, "large")).isEqualTo(large);
  }

  @Test
  void aRequestThatIsLostBeforeTheServiceNeverArrives() throws Exception {
    direct.createContainer(container);
    FaultMoment second = proxy.before(Requests.container(container), 2, r -> Then.LOSE);

    assertThat(put("a%20b%2Fc", "x".repeat(100_000))).isEqualTo(201);
    assertThat(second.came()).isFalse();
    assertThatThrownBy(() -> put("lost", "x")).isInstanceOf(IOException.class);
    assertThat(second.came()).isTrue();
    assertThat(put("third", "x")).isEqualTo(201);
    assertThat(arrived()).extracting(AzuriteRequest::blob).containsExactly("a b/c", "third");
  }

  @Test
  void anAnswerIsLostOnlyOnceTheServiceHasGivenIt() throws Exception {
    direct.createContainer(container);
    FaultMoment answered =
        proxy.after(
            blob("known"),
            1,
            r -> {
              assertThat(arrived())
                  .singleElement()
                  .satisfies(a -> assertThat(a.clientRequestId()).isEqualTo(r.clientRequestId()))
                  .satisfies(a -> assertThat(a.status()).isEqualTo(201));
              return Then.LOSE;
            });

    assertThatThrownBy(() -> put("known", "x")).isInstanceOf(IOException.class);
    assertThat(answered.came()).isTrue();
    assertThat(direct.text(container, "known")).isEqualTo("x");
  }

  @Test
  void aResetBeforeTheEffectLeavesNothing() throws Exception {
    direct.createContainer(container);
    proxy.when(blob("a")).nth(1).inject(Fault.resetBefore());

    assertThatThrownBy(() -> put("a", "x"))
        .isInstanceOf(IOException.class)
        // Linux says "by peer" where the reset is noticed while writing.
        .rootCause()
        .hasMessageStartingWith("Connection reset");
    assertThat(direct.list(container)).isEmpty();
    assertThat(put("a", "x")).isEqualTo(201);
    assertThat(proxy.injected()).containsExactly(entry("reset before the effect", 1L));
  }

  @Test
  void aResetAfterTheEffectLeavesTheEffect() throws Exception {
    direct.createContainer(container);
    proxy.when(Requests.put()).nth(1).inject(Fault.resetAfter());

    assertThatThrownBy(() -> put("a", "x")).isInstanceOf(IOException.class);
    assertThat(direct.text(container, "a")).isEqualTo("x");
    assertThat(proxy.injected()).containsExactly(entry("reset after the effect", 1L));
  }

  @Test
  void aRefusedConnectionIsRefusedForAMoment() throws Exception {
    direct.createContainer(container);
    proxy.when(blob("a")).nth(1).inject(Fault.refuseConnection());

    assertThatThrownBy(() -> put("a", "x")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> put("a", "x")).isInstanceOf(ConnectException.class);
    Instant giveUp = Instant.now().plusSeconds(20);
    int status = 0;
    while (status == 0) {
      try {
        status = put("a", "x");
      } catch (ConnectException e) {
        assertThat(Instant.now()).isBefore(giveUp);
      }
    }
    assertThat(status).isEqualTo(201);
    assertThat(proxy.injected()).containsExactly(entry("connection refused", 1L));
  }

  @Test
  void aResponseThatIsCutShortIsSeenToBeShort() throws Exception {
    direct.createContainer(container);
    direct.put(container, "a", "0123456789".repeat(10_000));
    proxy.when(Requests.read()).nth(1).inject(Fault.cutResponse(70_001));

    assertThatThrownBy(() -> get("a")).hasMessageContainingAll("100000", "70001");
    assertThat(get("a").body()).hasSize(100_000);
    assertThat(proxy.injected()).containsExactly(entry("response cut short", 1L));
  }

  @Test
  void aRequestThatIsCutShortIsNotHalfDone() throws Exception {
    direct.createContainer(container);
    proxy.when(blob("a")).nth(1).inject(Fault.cutRequest(70_001));

    assertThatThrownBy(() -> put("a", "0123456789".repeat(10_000))).isInstanceOf(IOException.class);
    assertThat(direct.list(container)).isEmpty();
    assertThat(put("a", "0123456789".repeat(10_000))).isEqualTo(201);
    assertThat(proxy.injected()).containsExactly(entry("request cut short", 1L));
  }

  @Test
  void oneBitOfAResponseIsFlipped() throws Exception {
    direct.createContainer(container);
    direct.put(container, "a", "0".repeat(100_000));
    proxy.when(Requests.read()).nth(1).inject(Fault.flipResponse(77_777));

    byte[] expected = new byte[100_000];
    Arrays.fill(expected, (byte) '0');
    expected[77_777] = '1';
    assertThat(get("a").body()).isEqualTo(expected);
    assertThat(get("a").body()).containsOnly('0');
    assertThat(proxy.injected()).containsExactly(entry("bit flipped in a response", 1L));
  }

  @Test
  void oneBitOfARequestIsFlippedAndThoseWithoutContentAreLeft() throws Exception {
    direct.createContainer(container);
    proxy.when(blob("a")).first(9).inject(Fault.flipRequest(2));

    assertThat(put("a", "0000")).isEqualTo(201);
    assertThat(direct.text(container, "a")).isEqualTo("0010");
    assertThat(get("a").statusCode()).isEqualTo(200);
    assertThat(put("a", "0")).as("has no third byte").isEqualTo(201);
    assertThat(direct.text(container, "a")).isEqualTo("0");
    assertThat(proxy.injected()).containsExactly(entry("bit flipped in a request", 1L));
  }

  @Test
  void aDelayedRequestArrivesLater() throws Exception {
    direct.createContainer(container);
    proxy.when(blob("a")).nth(1).inject(Fault.delay(Duration.ofMillis(300)));

    long before = System.nanoTime();
    assertThat(put("a", "x".repeat(1000))).isEqualTo(201);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(300));
    assertThat(direct.text(container, "a")).hasSize(1000);
    assertThat(proxy.injected()).containsExactly(entry("delayed", 1L));
  }

  @Test
  void answersAreInjectedWithTheirCodesAndNeverReachTheService() throws Exception {
    direct.createContainer(container);
    List<Fault> faults =
        List.of(
            Fault.forbidden(),
            Fault.containerNotFound(),
            Fault.conditionNotMet(),
            Fault.internalError(),
            Fault.busy(Optional.empty()),
            Fault.busy(Optional.of(Duration.ofMillis(1500))),
            Fault.tooManyRequests(Optional.empty()),
            Fault.tooManyRequests(Optional.of(Duration.ofSeconds(3))),
            Fault.expiredToken(),
            Fault.expiredSignature(),
            Fault.copySource(403, 404, "BlobNotFound"));
    proxy.when(blob("a")).first(faults.size()).inject(faults.toArray(new Fault[0]));

    StringBuilder seen = new StringBuilder();
    for (int i = 0; i < faults.size(); i++) {
      HttpResponse<byte[]> answer = send("PUT", "/a", "", "x".repeat(1 << 20).getBytes(UTF_8));
      String code = answer.headers().firstValue("x-ms-error-code").orElseThrow();
      assertThat(new String(answer.body(), UTF_8)).contains("<Code>" + code + "</Code>");
      seen.append(answer.statusCode()).append(' ').append(code);
      for (String name :
          List.of(
              "retry-after",
              "x-ms-retry-after-ms",
              "x-ms-copy-source-status-code",
              "x-ms-copy-source-error-code")) {
        answer.headers().firstValue(name).ifPresent(v -> seen.append(' ').append(v));
      }
      seen.append('\n');
    }
    assertThat(seen.toString().lines())
        .containsExactly(
            "403 AuthorizationPermissionMismatch",
            "404 ContainerNotFound",
            "412 ConditionNotMet",
            "500 InternalError",
            "503 ServerBusy",
            "503 ServerBusy 2 1500",
            "429 TooManyRequests",
            "429 TooManyRequests 3 3000",
            "401 InvalidAuthenticationInfo",
            "403 AuthenticationFailed",
            "403 CannotVerifyCopySource 404 BlobNotFound");
    assertThat(arrived()).isEmpty();
    assertThat(proxy.injected().values()).containsOnly(1L).hasSize(faults.size());
    assertThat(send("PUT", "/a", "", new byte[] {1}).statusCode()).isEqualTo(201);
  }

  @Test
  void anAnswerToAHeadHasNoContent() throws Exception {
    direct.createContainer(container);
    proxy.when(Requests.method("HEAD")).nth(1).inject(Fault.forbidden());

    HttpResponse<byte[]> answer = send("HEAD", "/a", "", new byte[0]);
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).isEmpty();
    assertThat(send("HEAD", "/a", "", new byte[0]).statusCode()).isEqualTo(404);
  }

  @Test
  void aTimeOutAfterTheEffectLeavesTheEffect() throws Exception {
    direct.createContainer(container);
    proxy.when(blob("a")).nth(1).inject(Fault.timedOutAfter());

    HttpResponse<byte[]> answer = send("PUT", "/a", "", new byte[] {'x'});
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.headers().firstValue("x-ms-error-code")).contains("OperationTimedOut");
    assertThat(answer.headers().firstValue("etag")).isEmpty();
    assertThat(direct.text(container, "a")).isEqualTo("x");
    assertThat(get("a").body()).asString(UTF_8).as("the connection goes on").isEqualTo("x");
  }

  @Test
  void anAnswerIsRewrittenAndAPageIsFailedByItsNumber() throws Exception {
    direct.createContainer(container);
    for (String name : List.of("a", "b", "c")) {
      direct.put(container, name, name);
    }
    Predicate<AzuriteRequest> pages = Requests.list().and(Requests.container(container));
    proxy
        .when(pages)
        .nth(1)
        .inject(
            Fault.rewriteResponse("a page without b", xml -> xml.replace("<Name>b<", "<Name>B<")));
    proxy.when(pages).nth(2).inject(Fault.containerNotFound());
    String query = "restype=container&comp=list&";

    assertThat(send("GET", "", query, new byte[0]).body())
        .asString(UTF_8)
        .contains("<Name>a<", "<Name>B<", "<Name>c<")
        .endsWith("</EnumerationResults>");
    assertThat(send("GET", "", query, new byte[0]).statusCode()).isEqualTo(404);
    assertThat(send("GET", "", query, new byte[0]).body()).asString(UTF_8).contains("<Name>b<");
  }

  @Test
  void aRateIsKeptAndTheSameSeedHitsTheSameRequests() throws Exception {
    List<String> hits = new ArrayList<>();
    for (long seed : List.of(42L, 42L, 43L)) {
      try (FaultProxy rated = FaultProxy.of(azurite)) {
        FaultMoment rate =
            rated
                .when(Requests.any())
                .atRate(0.2, seed)
                .inject(Fault.forbidden(), Fault.conditionNotMet(), Fault.flipRequest(0));
        StringBuilder seen = new StringBuilder();
        for (int i = 0; i < 500; i++) {
          // By another order each time.
          int blob = (i * 7 + hits.size() * 31) % 100;
          URI uri = URI.create("http://%s/sa3/c/b%d".formatted(rated.endpoint(), blob));
          int status =
              http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                  .statusCode();
          if (status == 412) {
            seen.append(blob).append(' ');
          }
        }
        assertThat(rate.hits()).isBetween(70L, 130L);
        assertThat(rated.injected().keySet())
            .containsExactly("403 AuthorizationPermissionMismatch", "412 ConditionNotMet");
        assertThat(rated.injected().values().stream().mapToLong(n -> n).sum())
            .isEqualTo(rate.hits());
        hits.add(
            Arrays.stream(seen.toString().split(" ")).sorted().collect(Collectors.joining(" ")));
      }
    }
    assertThat(hits.get(0)).isNotEmpty().isEqualTo(hits.get(1)).isNotEqualTo(hits.get(2));
  }
}
