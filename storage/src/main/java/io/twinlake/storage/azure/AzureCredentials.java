package io.twinlake.storage.azure;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import io.twinlake.core.Effect;
import io.twinlake.core.store.AccessDeniedException;
import io.twinlake.core.store.Refusal;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import java.net.URI;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Finds the credential for an account in the Hadoop settings that ABFS reads, either under the
 * account's host name or for all accounts. Where hadoop-azure is on the class path it is asked
 * first ({@link HadoopCredentials}), so that key providers and custom token providers work;
 * elsewhere the settings are read here.
 *
 * @see <a href="https://hadoop.apache.org/docs/stable/hadoop-azure/abfs.html">ABFS,
 *     authentication</a>
 */
final class AzureCredentials {
  static final String AUTH_TYPE = "fs.azure.account.auth.type";
  static final String KEY = "fs.azure.account.key";
  static final String KEY_PROVIDER = "fs.azure.account.keyprovider";
  static final String SHELL_DECRYPTION = "ShellDecryptionKeyProvider";
  static final String FIXED_SAS = "fs.azure.sas.fixed.token";
  static final String PROVIDER = "fs.azure.account.oauth.provider.type";
  static final String CLIENT_ID = "fs.azure.account.oauth2.client.id";
  static final String CLIENT_SECRET = "fs.azure.account.oauth2.client.secret";
  static final String CLIENT_ENDPOINT = "fs.azure.account.oauth2.client.endpoint";
  private static final String ABFS = "org.apache.hadoop.fs.azurebfs.AbfsConfiguration";
  private static final String SCOPE = "https://storage.azure.com/.default";

  private final AzurePlace place;
  private final StoreContext context;

  private AzureCredentials(AzurePlace place, StoreContext context) {
    this.place = place;
    this.context = context;
  }

  static AzureCredential of(AzurePlace place, StoreContext context) {
    return fromHadoop(place, context).orElseGet(() -> withoutHadoop(place, context));
  }

  static AzureCredential withoutHadoop(AzurePlace place, StoreContext context) {
    return new AzureCredentials(place, context).fromSettings();
  }

  /** Databricks and plain machines have no hadoop-azure, or not all that it needs. */
  private static Optional<AzureCredential> fromHadoop(AzurePlace place, StoreContext context) {
    try {
      Class.forName(ABFS, false, AzureCredentials.class.getClassLoader());
      return HadoopCredentials.find(place, context);
    } catch (ClassNotFoundException | LinkageError notThere) {
      return Optional.empty();
    }
  }

  private AzureCredential fromSettings() {
    Optional<String> type = setting(AUTH_TYPE);
    return switch (type.orElse("").toLowerCase(Locale.ROOT)) {
      case "" -> setting(KEY).isPresent() || setting(FIXED_SAS).isEmpty() ? sharedKey() : sas();
      case "sharedkey" -> sharedKey();
      case "sas" -> sas();
      case "oauth" -> oauth();
      default ->
          throw missing(
              "the authentication type '%s' needs hadoop-azure on the class path"
                  .formatted(type.orElseThrow()),
              AUTH_TYPE);
    };
  }

  private AzureCredential sharedKey() {
    for (String host : place.hosts()) {
      if (context.get(KEY_PROVIDER + "." + host).orElse("").endsWith(SHELL_DECRYPTION)) {
        throw encrypted(place, host, "hadoop-azure is not on the class path");
      }
    }
    String key = setting(KEY).orElseThrow(() -> missing("no account key is set", KEY));
    return sharedKey(place, key);
  }

  /** What attaching an account to a running HDInsight cluster leaves in core-site.xml. */
  static StoreException encrypted(AzurePlace place, String host, String why) {
    return new AccessDeniedException(
        Effect.NONE_DO_NOT_RETRY,
        Refusal.NO_CREDENTIAL,
        "reach account " + place.account(),
        "its key is encrypted for the nodes of an HDInsight cluster (%s.%s, of the script action that attached it), and cannot be decrypted here: %s."
            .formatted(KEY_PROVIDER, host, why),
        "Run on a node of that cluster where fs.azure.shellkeyprovider.script can be executed, or give this job %s.%s and an empty %s.%s of its own, or take both out and give the cluster's identity a role."
            .formatted(KEY, host, KEY_PROVIDER, host));
  }

  static AzureCredential sharedKey(AzurePlace place, String key) {
    try {
      java.util.Base64.getDecoder().decode(key.trim());
    } catch (IllegalArgumentException e) {
      throw new AccessDeniedException(
          Effect.NONE_DO_NOT_RETRY,
          Refusal.NO_CREDENTIAL,
          "sign requests",
          "the key of account %s is not Base64.".formatted(place.account()),
          "Set %s.%s to the key as the portal shows it.".formatted(KEY, place.hosts().get(0)));
    }
    return new AzureCredential.SharedKey(
        new StorageSharedKeyCredential(place.account(), key.trim()));
  }

  private AzureCredential sas() {
    return fixedSas(
        setting(FIXED_SAS)
            .orElseThrow(() -> missing("no shared access signature is set", FIXED_SAS)));
  }

  static AzureCredential fixedSas(String sas) {
    String token = withoutQuestionMark(sas.trim());
    return new AzureCredential.Sas((path, operation) -> token, FIXED_SAS);
  }

  static String withoutQuestionMark(String sas) {
    return sas.startsWith("?") ? sas.substring(1) : sas;
  }

  private AzureCredential oauth() {
    String provider = setting(PROVIDER).orElse("");
    TokenCredential credential =
        provider.endsWith("MsiTokenProvider") ? managedIdentity() : clientSecret();
    TokenRequestContext request = new TokenRequestContext().addScopes(SCOPE);
    return bearer(
        () -> {
          AccessToken token = credential.getTokenSync(request);
          return new CachedToken.Token(token.getToken(), token.getExpiresAt().toInstant());
        });
  }

  /** What a token's source throws is told without its text's secrets. */
  static AzureCredential bearer(Supplier<CachedToken.Token> source) {
    return new AzureCredential.Bearer(
        new CachedToken(
            () -> {
              try {
                return source.get();
              } catch (RuntimeException e) {
                throw new StoreException(
                    Effect.NONE_MAY_RETRY,
                    StoreProblem.ACCESS_DENIED,
                    "Cannot get a token for the storage account. Check client id, secret and endpoint, or whether this machine has a managed identity.",
                    Redaction.of(e));
              }
            },
            Clock.systemUTC()));
  }

  private TokenCredential managedIdentity() {
    ManagedIdentityCredentialBuilder builder = new ManagedIdentityCredentialBuilder();
    setting(CLIENT_ID).ifPresent(builder::clientId);
    return builder.build();
  }

  private TokenCredential clientSecret() {
    String endpoint =
        setting(CLIENT_ENDPOINT)
            .orElseThrow(() -> missing("no OAuth endpoint is set", CLIENT_ENDPOINT));
    return new ClientSecretCredentialBuilder()
        .authorityHost(URI.create(endpoint).resolve("/").toString())
        .tenantId(tenant(endpoint))
        .clientId(setting(CLIENT_ID).orElseThrow(() -> missing("no client id is set", CLIENT_ID)))
        .clientSecret(
            setting(CLIENT_SECRET)
                .orElseThrow(() -> missing("no client secret is set", CLIENT_SECRET)))
        .build();
  }

  /** The endpoint is {@code https://login.microsoftonline.com/<tenant>/oauth2/token}. */
  private String tenant(String endpoint) {
    String path = URI.create(endpoint).getPath();
    String[] segments = path == null ? new String[0] : path.split("/");
    if (segments.length < 2 || segments[1].isEmpty()) {
      throw missing("the OAuth endpoint names no tenant", CLIENT_ENDPOINT);
    }
    return segments[1];
  }

  private Optional<String> setting(String key) {
    for (String host : place.hosts()) {
      Optional<String> value = context.get(key + "." + host).filter(v -> !v.isBlank());
      if (value.isPresent()) {
        return value.map(String::trim);
      }
    }
    return context.get(key).filter(v -> !v.isBlank()).map(String::trim);
  }

  private StoreException missing(String what, String key) {
    return new AccessDeniedException(
        Effect.NONE_DO_NOT_RETRY,
        Refusal.NO_CREDENTIAL,
        "reach account " + place.account(),
        what + ".",
        ("Set %s.%s in the Hadoop configuration: in core-site.xml, or in Spark's with spark.hadoop. before it."
                + " Settings by type: %s (SharedKey); %s (SAS); %s, %s, %s and %s (OAuth).")
            .formatted(
                key,
                place.hosts().get(0),
                KEY,
                FIXED_SAS,
                PROVIDER,
                CLIENT_ID,
                CLIENT_SECRET,
                CLIENT_ENDPOINT));
  }
}
