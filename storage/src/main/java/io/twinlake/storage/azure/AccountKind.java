package io.twinlake.storage.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpMethod;
import io.twinlake.core.Effect;
import io.twinlake.core.store.AccessDeniedException;
import io.twinlake.core.store.Refusal;
import io.twinlake.core.store.StoreContext;
import io.twinlake.core.store.StoreException;
import io.twinlake.core.store.StoreProblem;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whether an account has a hierarchical namespace. Asked once for each account and JVM, when it is
 * first needed, and not at all where ABFS's setting {@code fs.azure.account.hns.enabled} says it.
 *
 * <p>An account key or signature is asked for by Get Account Information. An identity of Microsoft
 * Entra ID needs a right of its own for that, which data roles do not have, so it asks the Data
 * Lake endpoint for the container's properties, as any reader may.
 *
 * @see <a href="https://learn.microsoft.com/rest/api/storageservices/get-account-information">Get
 *     Account Information</a>
 * @see <a
 *     href="https://learn.microsoft.com/rest/api/storageservices/datalakestoragegen2/filesystem/get-properties">Filesystem
 *     - Get Properties</a>
 */
final class AccountKind {
  static final String SETTING = "fs.azure.account.hns.enabled";

  private static final HttpHeaderName IS_HNS = HttpHeaderName.fromString("x-ms-is-hns-enabled");
  private static final HttpHeaderName NAMESPACE =
      HttpHeaderName.fromString("x-ms-namespace-enabled");

  /** By endpoint. An account never changes back, and rarely at all. */
  private static final Map<String, Boolean> KNOWN = new ConcurrentHashMap<>();

  private final AzurePlace place;
  private final String endpoint;
  private final Optional<Boolean> said;
  private final AzureCredential credential;
  private final BlobService account;
  private final BlobService dataLake;

  /**
   * @param account the account's own URL, or the container's where only that may be asked
   * @param dataLake the container at the Data Lake endpoint
   */
  AccountKind(
      AzurePlace place,
      StoreContext context,
      AzureCredential credential,
      BlobService account,
      BlobService dataLake) {
    this.place = place;
    this.endpoint = place.endpoint(context);
    this.said = said(place, context);
    this.credential = credential;
    this.account = account;
    this.dataLake = dataLake;
  }

  private static Optional<Boolean> said(AzurePlace place, StoreContext context) {
    return place.hosts().stream()
        .map(host -> context.get(SETTING + "." + host))
        .flatMap(Optional::stream)
        .findFirst()
        .or(() -> context.get(SETTING))
        .map(String::trim)
        .filter(text -> text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false"))
        .map(Boolean::parseBoolean);
  }

  boolean isHierarchical() {
    if (said.isPresent()) {
      return said.get();
    }
    Boolean known = KNOWN.get(endpoint);
    if (known == null) {
      // Two threads may both ask; neither waits for the other.
      known = ask();
      KNOWN.put(endpoint, known);
    }
    return known;
  }

  private boolean ask() {
    return credential instanceof AzureCredential.Bearer
        ? askDataLake().or(this::askAccount).orElseThrow(this::nobodySays)
        : askAccount().or(this::askDataLake).orElseThrow(this::nobodySays);
  }

  private Optional<Boolean> askAccount() {
    return asked(account, BlobRequest.onAccount(), IS_HNS);
  }

  private Optional<Boolean> askDataLake() {
    return asked(dataLake, BlobRequest.onFileSystem(HttpMethod.HEAD), NAMESPACE);
  }

  /**
   * Empty where the identity may not ask or the service does not say; other failures pass, and so
   * does a credential that is good for nothing.
   */
  private Optional<Boolean> asked(BlobService service, BlobRequest request, HttpHeaderName header) {
    try {
      HttpHeaders answer =
          service
              .send(request, BlobCall.onContainer("ask for the kind of the account", false))
              .getHeaders();
      return Optional.ofNullable(answer.getValue(header)).map(Boolean::parseBoolean);
    } catch (StoreException e) {
      if (e instanceof AccessDeniedException denied && isGoodForNothing(denied.refusal())) {
        throw e;
      }
      if (e.problem() == StoreProblem.ACCESS_DENIED || e.problem() == StoreProblem.OTHER) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** A key may do everything, so whoever refuses one refuses it altogether. */
  private boolean isGoodForNothing(Refusal refusal) {
    return refusal == Refusal.CREDENTIAL
        || refusal == Refusal.NETWORK
        || credential instanceof AzureCredential.SharedKey;
  }

  private StoreException nobodySays() {
    String key = SETTING + "." + place.hosts().get(0);
    return new StoreException(
        Effect.NONE_DO_NOT_RETRY,
        StoreProblem.ACCESS_DENIED,
        "Cannot tell whether account %s has a hierarchical namespace: it does not say so to a %s. Nothing was changed. Set %s to true or false in the Hadoop configuration, or give the identity the right to read account information."
            .formatted(place.account(), credential, key));
  }
}
