package io.twinlake.storage.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinlake.core.store.ObjectPrefix;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import io.twinlake.testing.Azurite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.azurebfs.extensions.CustomTokenProviderAdaptee;
import org.apache.hadoop.fs.azurebfs.extensions.SASTokenProvider;
import org.apache.hadoop.security.alias.CredentialProvider;
import org.apache.hadoop.security.alias.CredentialProviderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AzureCredentialsTest {
  private static final String HOST = "sa3.dfs.core.windows.net";
  private static final AzurePlace PLACE = AzurePlace.of(Azurite.abfs("sa3", "raw", ""));

  private static AzureCredential of(Map<String, String> settings) {
    return AzureCredentials.of(PLACE, new StoreContext(settings, "test"));
  }

  @Test
  void findsAKeyUnderEitherHostOrForAllAccounts() {
    for (String suffix : List.of(".sa3.dfs.core.windows.net", ".sa3.blob.core.windows.net", "")) {
      assertThat(of(Map.of("fs.azure.account.key" + suffix, "a2V5")))
          .as(suffix)
          .isInstanceOf(AzureCredential.SharedKey.class);
    }
  }

  @Test
  void aMissingCredentialNamesTheSettings() {
    assertThatThrownBy(() -> of(Map.of()))
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> assertThat(e.problem()).isEqualTo(StoreProblem.ACCESS_DENIED))
        .hasMessageContainingAll("sa3", "fs.azure.account.key." + HOST, "core-site.xml");
  }

  @Test
  void aKeyThatIsNotBase64IsRefusedWithoutBeingTold() {
    assertThatThrownBy(() -> of(Map.of("fs.azure.account.key." + HOST, "top secret!")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("Base64")
        .message()
        .doesNotContain("top secret");
  }

  @Test
  void takesAFixedSignatureWithOrWithoutQuestionMark() {
    AzureCredential credential =
        of(
            Map.of(
                "fs.azure.account.auth.type." + HOST, "SAS",
                "fs.azure.sas.fixed.token." + HOST, "?sv=1&sig=abc"));
    assertThat(((AzureCredential.Sas) credential).source().token("/", "read"))
        .isEqualTo("sv=1&sig=abc");
    assertThat(credential.toString()).doesNotContain("abc");
  }

  @Test
  void findsAKeyInACredentialProvider(@TempDir Path directory) throws Exception {
    String provider = "localjceks://file" + directory.resolve("keys.jceks");
    Configuration hadoop = new Configuration(false);
    hadoop.set(CredentialProviderFactory.CREDENTIAL_PROVIDER_PATH, provider);
    CredentialProvider keys = CredentialProviderFactory.getProviders(hadoop).get(0);
    keys.createCredentialEntry(
        "fs.azure.account.key." + HOST, Azurite.shared().key("sa3").toCharArray());
    keys.flush();

    Map<String, String> settings = new HashMap<>();
    settings.put("fs.azure.abfs.endpoint", Azurite.shared().endpoint());
    settings.put("fs.azure.always.use.https", "false");
    settings.put(CredentialProviderFactory.CREDENTIAL_PROVIDER_PATH, provider);
    AzureBlobStore known = TestContainers.created("sa3");
    try (var store =
        new AzureStoreProvider().open(known.root(), new StoreContext(settings, "test"))) {
      assertThat(store.list(ObjectPrefix.ALL)).isEmpty();
    }
  }

  /** What the script action that attaches an account leaves in a cluster's core-site.xml. */
  private static Map<String, String> attached(Path script) {
    String host = "sa3.blob.core.windows.net";
    return Map.of(
        "fs.azure.account.key." + host,
        "TUlJZW5jcnlwdGVk",
        "fs.azure.account.keyprovider." + host,
        "org.apache.hadoop.fs.azure.ShellDecryptionKeyProvider",
        "fs.azure.shellkeyprovider.script",
        script.toString());
  }

  @Test
  void aKeyThatHdinsightEncryptedIsDecryptedByTheClustersScript(@TempDir Path directory)
      throws Exception {
    Path script =
        Files.writeString(
            directory.resolve("decrypt.sh"),
            "#!/bin/sh\n[ \"$1\" = TUlJZW5jcnlwdGVk ] && echo " + Azurite.shared().key("sa3"));
    assertThat(script.toFile().setExecutable(true)).isTrue();
    Map<String, String> settings = new HashMap<>(attached(script));
    settings.put("fs.azure.abfs.endpoint", Azurite.shared().endpoint());
    settings.put("fs.azure.always.use.https", "false");
    AzureBlobStore known = TestContainers.created("sa3");
    try (var store =
        new AzureStoreProvider().open(known.root(), new StoreContext(settings, "test"))) {
      assertThat(store.list(ObjectPrefix.ALL)).isEmpty();
    }
  }

  @Test
  void aKeyThatIsEncryptedForAnotherMachineIsNotTakenForAKey(@TempDir Path directory) {
    Map<String, String> settings = attached(directory.resolve("no-such-script"));
    assertThatThrownBy(() -> of(settings))
        .hasMessageContainingAll(
            "account sa3",
            "encrypted for the nodes of an HDInsight cluster",
            "fs.azure.account.keyprovider.sa3.blob.core.windows.net",
            "fs.azure.shellkeyprovider.script")
        .message()
        .doesNotContain("TUlJ");
    assertThatThrownBy(() -> AzureCredentials.withoutHadoop(PLACE, new StoreContext(settings, "t")))
        .hasMessageContaining("encrypted for the nodes of an HDInsight cluster");
  }

  /** Stands for a cluster's own token provider. */
  public static final class FakeTokens implements CustomTokenProviderAdaptee {
    @Override
    public void initialize(Configuration configuration, String account) {}

    @Override
    public String getAccessToken() {
      return "token-of-the-cluster";
    }

    @Override
    public Date getExpiryTime() {
      return Date.from(Instant.now().plusSeconds(3600));
    }
  }

  @Test
  void asksACustomTokenProvider() {
    AzureCredential credential =
        of(
            Map.of(
                "fs.azure.account.auth.type." + HOST,
                "Custom",
                "fs.azure.account.oauth.provider.type." + HOST,
                FakeTokens.class.getName()));
    assertThat(((AzureCredential.Bearer) credential).token().value())
        .isEqualTo("token-of-the-cluster");
    assertThat(credential.toString()).doesNotContain("token-of");
  }

  /** Stands for a cluster's own signatures. */
  public static final class FakeSignatures implements SASTokenProvider {
    @Override
    public void initialize(Configuration configuration, String account) {}

    @Override
    public String getSASToken(String account, String container, String path, String operation) {
      return "?sig=" + String.join("-", account, container, path, operation);
    }
  }

  @Test
  void asksASignatureProviderForEachOperation() {
    AzureCredential credential =
        of(
            Map.of(
                "fs.azure.account.auth.type",
                "SAS",
                "fs.azure.sas.token.provider.type",
                FakeSignatures.class.getName()));
    assertThat(((AzureCredential.Sas) credential).source().token("/a/b", "read"))
        .isEqualTo("sig=sa3-raw-/a/b-read");
  }

  @Test
  void aClientSecretThatIsIncompleteNamesWhatIsMissing() {
    assertThatThrownBy(
            () ->
                of(
                    Map.of(
                        "fs.azure.account.auth.type." + HOST,
                        "OAuth",
                        "fs.azure.account.oauth.provider.type." + HOST,
                        "org.apache.hadoop.fs.azurebfs.oauth2.ClientCredsTokenProvider",
                        "fs.azure.account.oauth2.client.secret." + HOST,
                        "the-client-secret")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("fs.azure.account.oauth2.client.")
        .hasMessageNotContaining("the-client-secret");
  }

  @Test
  void withoutHadoopTheSameSettingsAreReadHere() {
    Map<String, String> client =
        Map.of(
            "fs.azure.account.auth.type." + HOST, "OAuth",
            "fs.azure.account.oauth.provider.type." + HOST,
                "org.apache.hadoop.fs.azurebfs.oauth2.ClientCredsTokenProvider",
            "fs.azure.account.oauth2.client.endpoint." + HOST,
                "https://login.microsoftonline.com/a-tenant/oauth2/token",
            "fs.azure.account.oauth2.client.id." + HOST, "an-id",
            "fs.azure.account.oauth2.client.secret." + HOST, "a-secret");
    assertThat(direct(client)).isInstanceOf(AzureCredential.Bearer.class);
    assertThat(
            direct(
                Map.of(
                    "fs.azure.account.auth.type", "OAuth",
                    "fs.azure.account.oauth.provider.type",
                        "org.apache.hadoop.fs.azurebfs.oauth2.MsiTokenProvider")))
        .isInstanceOf(AzureCredential.Bearer.class);
    assertThat(direct(Map.of("fs.azure.account.key." + HOST, "a2V5")))
        .isInstanceOf(AzureCredential.SharedKey.class);
    assertThat(direct(Map.of("fs.azure.sas.fixed.token", "sig=x")))
        .isInstanceOf(AzureCredential.Sas.class);
    assertThatThrownBy(() -> direct(Map.of("fs.azure.account.auth.type", "Custom")))
        .hasMessageContaining("hadoop-azure");
    Map<String, String> incomplete = new HashMap<>(client);
    incomplete.remove("fs.azure.account.oauth2.client.id." + HOST);
    assertThatThrownBy(() -> direct(incomplete))
        .hasMessageContaining("fs.azure.account.oauth2.client.id")
        .hasMessageNotContaining("a-secret");
  }

  private static AzureCredential direct(Map<String, String> settings) {
    return AzureCredentials.withoutHadoop(PLACE, new StoreContext(settings, "test"));
  }

  @Test
  void aTokenIsRenewedBeforeItEnds() {
    Instant start = Instant.parse("2026-11-21T10:00:00Z");
    AtomicInteger asked = new AtomicInteger();
    var clock =
        new Object() {
          Instant now = start;
        };
    CachedToken token =
        new CachedToken(
            () ->
                new CachedToken.Token(
                    "token " + asked.incrementAndGet(), clock.now.plusSeconds(3600)),
            new Clock() {
              @Override
              public Instant instant() {
                return clock.now;
              }

              @Override
              public ZoneOffset getZone() {
                return ZoneOffset.UTC;
              }

              @Override
              public Clock withZone(java.time.ZoneId zone) {
                return this;
              }
            });

    assertThat(token.value()).isEqualTo("token 1");
    clock.now = start.plusSeconds(3200);
    assertThat(token.value()).isEqualTo("token 1");
    clock.now = start.plusSeconds(3400);
    assertThat(token.value()).isEqualTo("token 2");
    assertThat(token.toString()).doesNotContain("token 2");
  }

  @Test
  void aTokenIsNeverSentWithoutTls() {
    AzureBlobStore store =
        AzureStoreProvider.open(
            PLACE,
            TestContainers.context("test"),
            AzureCredentials.bearer(
                () -> new CachedToken.Token("secret", Instant.now().plusSeconds(3600))),
            List.of());
    assertThatThrownBy(() -> store.list(ObjectPrefix.ALL))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("without TLS");
  }
}
