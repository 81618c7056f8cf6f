package io.twinlake.storage.azure;

import io.twinlake.core.Effect;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.azurebfs.AbfsConfiguration;
import org.apache.hadoop.fs.azurebfs.extensions.SASTokenProvider;
import org.apache.hadoop.fs.azurebfs.oauth2.AccessTokenProvider;
import org.apache.hadoop.fs.azurebfs.oauth2.AzureADToken;
import org.apache.hadoop.fs.azurebfs.services.AuthType;

/**
 * Asks hadoop-azure for the credential, as ABFS itself does: credential providers (JCEKS), key
 * providers, token providers of the cluster. Loaded only where hadoop-azure is on the class path,
 * and limited to what its lines 3.3 and 3.4 share.
 */
final class HadoopCredentials {
  private static final String WASB = "org.apache.hadoop.fs.azure.";
  private static final String ABFS_SERVICES = "org.apache.hadoop.fs.azurebfs.services.";
  private static final String SAS_PROVIDER = "fs.azure.sas.token.provider.type";

  private final AzurePlace place;
  private final Configuration configuration = new Configuration(false);

  private HadoopCredentials(AzurePlace place, StoreContext context) {
    this.place = place;
    context.hadoop().forEach((key, value) -> configuration.set(key, keyProvider(key, value)));
  }

  /**
   * HDInsight names WASB's key providers, also for accounts that ABFS reads, and ABFS takes its own
   * only. They do the same with the same settings.
   */
  private static String keyProvider(String key, String value) {
    return key.startsWith(AzureCredentials.KEY_PROVIDER) && value.startsWith(WASB)
        ? value.replace(WASB, ABFS_SERVICES)
        : value;
  }

  /** The credential that the settings name; empty where they name none that ABFS 3.3 knows. */
  static Optional<AzureCredential> find(AzurePlace place, StoreContext context) {
    HadoopCredentials hadoop = new HadoopCredentials(place, context);
    for (String host : place.hosts()) {
      Optional<AzureCredential> found = hadoop.find(host);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private Optional<AzureCredential> find(String host) {
    try {
      AbfsConfiguration abfs = new AbfsConfiguration(configuration, host);
      AuthType type = abfs.getAuthType(host);
      return switch (type.name()) {
        case "SharedKey" -> key(abfs, host).or(() -> fixedSas(abfs));
        case "OAuth", "Custom" -> Optional.of(bearer(abfs.getTokenProvider()));
        case "SAS" ->
            abfs.get(SAS_PROVIDER) == null && configuration.get(SAS_PROVIDER + "." + host) == null
                ? fixedSas(abfs)
                : Optional.of(sas(abfs.getSASTokenProvider()));
        default -> Optional.empty();
      };
    } catch (IOException | IllegalAccessException | IllegalArgumentException e) {
      throw new StoreException(
          Effect.NONE_DO_NOT_RETRY,
          StoreProblem.ACCESS_DENIED,
          "Cannot set up the credential of account %s: %s. Check the fs.azure.account.* settings."
              .formatted(place.account(), Redaction.of(root(e).getMessage())),
          Redaction.of(e));
    }
  }

  private static Throwable root(Throwable failure) {
    return failure.getCause() == null ? failure : root(failure.getCause());
  }

  private Optional<AzureCredential> key(AbfsConfiguration abfs, String host) {
    try {
      return Optional.ofNullable(abfs.getStorageAccountKey())
          .filter(key -> !key.isBlank())
          .map(key -> AzureCredentials.sharedKey(place, key));
    } catch (IOException notSet) {
      if (configuration
          .get(AzureCredentials.KEY_PROVIDER + "." + host, "")
          .endsWith(AzureCredentials.SHELL_DECRYPTION)) {
        throw AzureCredentials.encrypted(
            place, host, String.valueOf(Redaction.of(root(notSet).getMessage())));
      }
      return Optional.empty();
    }
  }

  private static Optional<AzureCredential> fixedSas(AbfsConfiguration abfs) {
    try {
      return Optional.ofNullable(abfs.getPasswordString(AzureCredentials.FIXED_SAS))
          .filter(token -> !token.isBlank())
          .map(AzureCredentials::fixedSas);
    } catch (IOException notReadable) {
      return Optional.empty();
    }
  }

  private AzureCredential sas(SASTokenProvider provider) {
    return new AzureCredential.Sas(
        (path, operation) -> {
          try {
            return AzureCredentials.withoutQuestionMark(
                provider.getSASToken(place.account(), place.container(), path, operation));
          } catch (IOException e) {
            throw new StoreException(
                Effect.NONE_MAY_RETRY,
                StoreProblem.ACCESS_DENIED,
                "The SAS token provider of account %s gives no signature to %s."
                    .formatted(place.account(), operation),
                Redaction.of(e));
          }
        },
        SAS_PROVIDER);
  }

  private static AzureCredential bearer(AccessTokenProvider provider) {
    return AzureCredentials.bearer(
        () -> {
          try {
            AzureADToken token = provider.getToken();
            return new CachedToken.Token(token.getAccessToken(), token.getExpiry().toInstant());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }
}
