package io.twinlake.storage.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextSyncPolicy;
import com.azure.core.http.HttpResponse;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.testing.Azurite;
import io.twinlake.testing.Fault;
import io.twinlake.testing.FaultProxy;
import io.twinlake.testing.PlainBlobs;
import io.twinlake.testing.Requests;
import io.twinlake.testing.StoreContract;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** T23: secrets that end. What can be renewed is renewed; what cannot is named. */
class ExpiryTest extends StoreContract {
  private final AzureBlobStore source = TestContainers.created("sa3");
  private final AzureBlobStore target = TestContainers.created("sa4");

  @Override
  protected ObjectStore emptyStore() {
    return target;
  }

  private static final class HandClock extends Clock {
    private Instant now = Instant.now();

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  /** The source with a clock of its own, by which it signs for copies. */
  private AzureBlobStore signingBy(Clock clock) {
    AzurePlace place = AzurePlace.of(source.root());
    AzureCredential key = AzureCredentials.sharedKey(place, Azurite.shared().key(place.account()));
    return AzureStoreProvider.open(
        place,
        TestContainers.context("test"),
        key,
        List.of(),
        AzureBlobStore.MAX_PUT_FROM_URL_BYTES,
        clock);
  }

  @Test
  @DisplayName("T23: the signature for copies that we make is made anew before its time is over")
  void ourOwnSignatureIsMadeAnew() {
    ObjectEntry object = write(source, "a", "x");
    HandClock clock = new HandClock();
    clock.now = Instant.now().minus(Duration.ofMinutes(62));
    AzureBlobStore signing = signingBy(clock);

    // What was signed then is over now, which the real service refuses.
    assertThatThrownBy(
            () -> target.copy(signing, object, path("a"), ObjectMetadata.NONE, Expected.absent()))
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> assertThat(e.problem()).isEqualTo(StoreProblem.ACCESS_DENIED))
        .hasMessageContainingAll("source account", "fs.azure.sas.fixed.token")
        .hasMessageNotContaining("sig=");

    clock.now = Instant.now();
    target.copy(signing, object, path("a"), ObjectMetadata.NONE, Expected.absent());
    assertThat(read(target, "a")).isEqualTo("x");
  }

  /** Refuses the first token as the service does, and notes what is sent. */
  private static final class RefusesFirst extends Wire.SyncOnly {
    private final List<String> sent = new ArrayList<>();
    private final String refused;

    RefusesFirst(String refused) {
      this.refused = refused;
    }

    @Override
    public HttpResponse processSync(
        HttpPipelineCallContext context, HttpPipelineNextSyncPolicy next) {
      String authorization = context.getHttpRequest().getHeaders().getValue("Authorization");
      sent.add(authorization);
      int status = authorization.equals("Bearer " + refused) ? 401 : 201;
      return new Wire.Answer(
              r -> true,
              status,
              Map.of(
                  "x-ms-error-code",
                  "InvalidAuthenticationInfo",
                  "ETag",
                  "\"0x1\"",
                  "Last-Modified",
                  "Sun, 22 Nov 2026 01:00:00 GMT"))
          .processSync(context, next);
    }
  }

  private AzureBlobStore withTokens(RefusesFirst wire, AtomicInteger asked, boolean changes) {
    Map<String, String> tls = new TreeMap<>(Azurite.shared().hadoop());
    tls.put("fs.azure.always.use.https", "true");
    return AzureStoreProvider.open(
        AzurePlace.of(target.root()),
        new io.twinlake.core.store.StoreContext(tls, "test"),
        AzureCredentials.bearer(
            () ->
                new CachedToken.Token(
                    "t" + (changes ? asked.incrementAndGet() : 1),
                    Instant.now().plusSeconds(3600))),
        List.of(wire));
  }

  @Test
  @DisplayName(
      "T23: a token that is refused before its time is renewed once, by a scripted service")
  void aRefusedTokenIsRenewedOnce() {
    RefusesFirst wire = new RefusesFirst("t1");
    AtomicInteger asked = new AtomicInteger();
    AzureBlobStore store = withTokens(wire, asked, true);

    write(store, "a", "content that is sent twice");
    write(store, "b", "x");

    assertThat(wire.sent).containsExactly("Bearer t1", "Bearer t2", "Bearer t2");
    assertThat(asked).hasValue(2);
  }

  @Test
  @DisplayName("T23: a token that is refused and cannot be renewed is named with its setting")
  void aTokenThatCannotBeRenewedIsNamed() {
    RefusesFirst wire = new RefusesFirst("t1");

    assertThatThrownBy(() -> write(withTokens(wire, new AtomicInteger(), false), "a", "x"))
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> assertThat(e.problem()).isEqualTo(StoreProblem.ACCESS_DENIED))
        .hasMessageContaining("fs.azure.account.oauth.provider.type.sa4");
    assertThat(wire.sent).containsExactly("Bearer t1");
  }

  @Test
  @DisplayName("T23: a fixed signature whose time is over is named with its setting, not told")
  void aFixedSignatureWhoseTimeIsOverIsNamed() {
    ObjectEntry object = write(source, "a", "x");
    String over =
        PlainBlobs.accountSas(
            "sa3",
            Azurite.shared().key("sa3"),
            "rl",
            Instant.now().minusSeconds(5).truncatedTo(ChronoUnit.SECONDS));
    AzurePlace place = AzurePlace.of(source.root());
    AzureBlobStore expired =
        AzureStoreProvider.open(
            place, TestContainers.context("test"), AzureCredentials.fixedSas(over), List.of());

    for (Runnable call :
        List.<Runnable>of(() -> entries(expired, ""), () -> read(expired, object))) {
      assertThatThrownBy(call::run)
          .isInstanceOfSatisfying(
              StoreException.class,
              e -> assertThat(e.problem()).isEqualTo(StoreProblem.ACCESS_DENIED))
          .hasMessageContaining("fs.azure.sas.fixed.token.sa3.dfs.core.windows.net")
          .hasMessageNotContaining("sig=");
    }
  }

  @Test
  @DisplayName("T23: the service's own words for an ended time are a refusal, by injected answers")
  void endedTimesAreRefusals() {
    try (FaultProxy proxy = FaultProxy.of(Azurite.shared())) {
      proxy.when(Requests.any()).fromNth(1).inject(Fault.expiredToken(), Fault.expiredSignature());
      ObjectStore store =
          new AzureStoreProvider()
              .open(target.root(), new io.twinlake.core.store.StoreContext(proxy.hadoop(), "test"));
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> write(store, "a", "x"))
            .isInstanceOfSatisfying(
                StoreException.class,
                e -> assertThat(e.problem()).isEqualTo(StoreProblem.ACCESS_DENIED));
      }
    }
  }
}
