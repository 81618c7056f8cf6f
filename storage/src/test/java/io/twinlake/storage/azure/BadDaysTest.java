package io.twinlake.storage.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.azure.core.http.policy.HttpPipelinePolicy;
import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.store.Expected;
import io.twinlake.core.store.ObjectEntry;
import io.twinlake.core.store.ObjectMetadata;
import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.ObjectStore;
import io.twinlake.core.store.OutcomeUnknownException;
import io.twinlake.core.store.PreconditionFailedException;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.testing.Azurite;
import io.twinlake.testing.StoreContract;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * T28: throttling, time-outs and lost answers, by a pipeline policy in front of the real service.
 */
class BadDaysTest extends StoreContract {
  private static final String SIGNATURE = "c2VjcmV0LXNpZ25hdHVyZQ%3D%3D";
  private static final String TOKEN = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJzZWNyZXQifQ.c2VjcmV0";

  private final AzureBlobStore store = TestContainers.created("sa4");

  @Override
  protected ObjectStore emptyStore() {
    return store;
  }

  private AzureBlobStore through(HttpPipelinePolicy policy) {
    return TestContainers.through(store, policy);
  }

  private static HttpPipelinePolicy answer(int status, String code, String... headers) {
    Map<String, String> all = new TreeMap<>(Map.of("x-ms-error-code", code));
    for (int i = 0; i < headers.length; i += 2) {
      all.put(headers[i], headers[i + 1]);
    }
    return new Wire.Answer(request -> true, status, all);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  @DisplayName("T28: throttling says how long to wait, and that nothing was written")
  void throttlingSaysHowLongToWait(int status) {
    AzureBlobStore throttled = through(answer(status, "ServerBusy", "Retry-After", "7"));

    assertThatThrownBy(() -> write(throttled, "a", "x"))
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> {
              assertThat(e.problem()).isEqualTo(StoreProblem.THROTTLED);
              assertThat(e.effect()).isEqualTo(Effect.NONE_MAY_RETRY);
              assertThat(e.retryAfter()).contains(Duration.ofSeconds(7));
            });
    assertThatThrownBy(() -> entries(throttled, ""))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.problem()).isEqualTo(StoreProblem.THROTTLED));
  }

  @Test
  @DisplayName("T28: the finer Retry-After in milliseconds is preferred")
  void theFinerWaitIsPreferred() {
    AzureBlobStore throttled =
        through(answer(503, "ServerBusy", "Retry-After", "7", "x-ms-retry-after-ms", "250"));
    assertThatThrownBy(() -> entries(throttled, ""))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.retryAfter()).contains(Duration.ofMillis(250)));
  }

  @ParameterizedTest
  @CsvSource({
    "500, OperationTimedOut",
    "500, InternalError",
    "408, RequestTimeout",
    "502, BadGateway",
    "504, GatewayTimeout"
  })
  @DisplayName(
      "T28: a write that times out inside the service has an unknown outcome; a read does not")
  void aTimedOutWriteHasAnUnknownOutcome(int status, String code) {
    AzureBlobStore failing = through(answer(status, code));
    ObjectEntry there = write(store, "there", "x");

    assertUnknown(() -> write(failing, "a", "x"));
    assertUnknown(() -> failing.delete(there.path(), there.version()));
    assertUnknown(
        () -> failing.copy(store, there, path("b"), ObjectMetadata.NONE, Expected.absent()));
    assertThatThrownBy(() -> read(failing, there))
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> {
              assertThat(e.problem()).isEqualTo(StoreProblem.UNAVAILABLE);
              assertThat(e.effect()).isEqualTo(Effect.NONE_MAY_RETRY);
            });
  }

  @Test
  @DisplayName(
      "T28: a connection that is reset after the effect has an unknown outcome, and a look settles it")
  void aLostAnswerIsSettledByALook() {
    AzureBlobStore losing = through(new Wire.Reset(Wire::isPut, "Connection reset"));
    ObjectMetadata marked = metadata(ObjectMetadata.SOURCE_VERSION, "s:0x1");

    assertUnknown(() -> write(losing, "a", "content", marked, Expected.absent()));
    assertThat(store.find(path("a")).orElseThrow().metadata().sourceVersion()).isPresent();
    assertThatThrownBy(() -> write(store, "a", "again"))
        .isInstanceOf(PreconditionFailedException.class);
  }

  @Test
  @DisplayName(
      "T28: a service that does not answer within the time-out leaves a write unknown and a read unavailable")
  void aServiceThatDoesNotAnswer() throws Exception {
    try (ServerSocket silent = new ServerSocket(0)) {
      Map<String, String> settings = new TreeMap<>(Azurite.shared().hadoop());
      settings.put("fs.azure.abfs.endpoint", "127.0.0.1:" + silent.getLocalPort());
      settings.put("twinlake.storage.request.timeout.seconds", "1");
      ObjectStore deaf =
          new AzureStoreProvider().open(store.root(), new StoreContext(settings, "test"));

      assertUnknown(() -> write(deaf, "a", "x"));
      assertThatThrownBy(() -> entries(deaf, ""))
          .isInstanceOfSatisfying(
              StoreException.class,
              e -> assertThat(e.problem()).isEqualTo(StoreProblem.UNAVAILABLE));
    }
  }

  @Test
  void aServiceThatIsNotThereChangedNothing() throws Exception {
    int unused;
    try (ServerSocket socket = new ServerSocket(0)) {
      unused = socket.getLocalPort();
    }
    Map<String, String> settings = new TreeMap<>(Azurite.shared().hadoop());
    settings.put("fs.azure.abfs.endpoint", "127.0.0.1:" + unused);
    ObjectStore absent =
        new AzureStoreProvider().open(store.root(), new StoreContext(settings, "test"));

    assertThatThrownBy(() -> write(absent, "a", "x"))
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> {
              assertThat(e.problem()).isEqualTo(StoreProblem.UNAVAILABLE);
              assertThat(e.effect()).isEqualTo(Effect.NONE_MAY_RETRY);
            })
        .hasMessageContaining("no connection");
  }

  @ParameterizedTest
  @CsvSource({
    "409, BlobImmutableDueToPolicy, IMMUTABLE",
    "409, BlobArchived, ARCHIVED",
    "412, LeaseIdMissing, LEASED",
    "409, LeaseIdMismatchWithBlobOperation, LEASED",
    "409, InvalidBlobType, UNSUPPORTED_TYPE",
    "400, Md5Mismatch, CORRUPTED",
    "400, InvalidUri, UNSUPPORTED_NAME",
    "403, AuthorizationPermissionMismatch, ACCESS_DENIED",
    "401, NoAuthenticationInformation, ACCESS_DENIED",
    "404, ContainerNotFound, ROOT_MISSING",
    "409, ContainerBeingDeleted, UNAVAILABLE",
    "409, SomethingNew, OTHER"
  })
  void eachAnswerHasItsClass(int status, String code, StoreProblem problem) {
    assertThatThrownBy(() -> write(through(answer(status, code)), "a", "x"))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.problem()).isEqualTo(problem));
  }

  @Test
  void aListingOfABrokenPageIsAnError() {
    assertThatThrownBy(() -> entries(through(new Wire.Answer(request -> true, 200, Map.of())), ""))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.effect()).isEqualTo(Effect.NONE_MAY_RETRY));
  }

  @Test
  @DisplayName("T23: no key, signature or token is in any message, cause or stack, whatever fails")
  void noSecretIsTold() {
    AzurePlace place = AzurePlace.of(store.root());
    StoreContext context = TestContainers.context("test");
    String key = Azurite.shared().key("sa4");
    List<AzureCredential> credentials =
        List.of(
            AzureCredentials.sharedKey(place, key),
            AzureCredentials.fixedSas("sv=2023-11-03&sr=c&sp=r&sig=" + SIGNATURE));
    List<HttpPipelinePolicy> failures =
        List.of(
            answer(403, "AuthenticationFailed"),
            answer(409, "SomethingNew", "x-ms-request-id", "sig=" + SIGNATURE),
            answer(500, "InternalError"),
            new Wire.Reset(r -> true, "Failed with Authorization: Bearer " + TOKEN + " key " + key),
            new Wire.Reset(r -> true, "Failed with sig=" + SIGNATURE));
    ObjectEntry object = write(store, "a", "x");
    for (AzureCredential credential : credentials) {
      assertThat(credential.toString()).doesNotContain(key, SIGNATURE);
      for (HttpPipelinePolicy failure : failures) {
        AzureBlobStore failing =
            AzureStoreProvider.open(place, context, credential, List.of(failure));
        assertNoSecret(key, () -> write(failing, "b", "x"));
        assertNoSecret(key, () -> failing.list(ObjectPrefix.ALL).close());
        assertNoSecret(key, () -> read(failing, object));
        assertNoSecret(
            key,
            () -> failing.copy(failing, object, path("c"), ObjectMetadata.NONE, Expected.absent()));
      }
    }
    assertThat(context.toString() + store).doesNotContain(key);
  }

  private static void assertNoSecret(String key, Runnable call) {
    Throwable thrown = catchThrowable(call::run);
    assertThat(thrown).isInstanceOf(ReplicationException.class);
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    assertThat(text.toString())
        .doesNotContain(key)
        .doesNotContain(SIGNATURE)
        .doesNotContain(TOKEN)
        .doesNotContain("c2VjcmV0");
  }

  @Test
  void aTokenThatCannotBeGotIsToldWithoutIt() {
    AzureCredential.Bearer bearer =
        (AzureCredential.Bearer)
            AzureCredentials.bearer(
                () -> {
                  throw new IllegalStateException("client_secret=hunter2&x=1 " + TOKEN);
                });
    assertThatThrownBy(() -> bearer.token().value())
        .isInstanceOf(StoreException.class)
        .hasStackTraceContaining("client_secret=***")
        .satisfies(e -> assertThat(e.getCause().getMessage()).doesNotContain("hunter2", TOKEN));
  }

  @Test
  void redactionTakesSecretsOut() {
    assertThat(Redaction.of("GET http://h/c/b?sv=1&sig=abc%2B&se=2"))
        .isEqualTo("GET http://h/c/b?sv=1&sig=***&se=2");
    assertThat(Redaction.of("Authorization: SharedKey sa3:abc=\nnext"))
        .isEqualTo("Authorization: ***\nnext");
    assertThat(Redaction.of("{\"x-ms-copy-source\":\"http://h/?sig=abc\",\"a\":1}"))
        .doesNotContain("abc");
    assertThat(Redaction.of("AccountKey=" + Azurite.shared().key("devstoreaccount1") + ";x"))
        .doesNotContain("Eby8vdM");
    assertThat(Redaction.of((String) null)).isEmpty();
    assertThat(Redaction.of("nothing to hide")).isEqualTo("nothing to hide");
  }

  private static void assertUnknown(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            OutcomeUnknownException.class, e -> assertThat(e.effect()).isEqualTo(Effect.UNKNOWN));
  }
}
