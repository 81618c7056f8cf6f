package io.twinlake.storage.azure;

import io.twinlake.core.store.Refusal;

/** What to do about a refusal, in words that an Azure administrator knows. */
final class Remedies {
  static final String READER = "Storage Blob Data Reader";
  static final String CONTRIBUTOR = "Storage Blob Data Contributor";

  private Remedies() {}

  /**
   * @param changes whether something was to be changed
   */
  static String of(Refusal refusal, AzureCredential credential, AzurePlace place, boolean changes) {
    return switch (refusal) {
      case PERMISSION -> permission(credential, place, changes);
      case NETWORK -> network(place);
      case UNCLEAR -> wrong(credential, place) + " " + network(place);
      default -> wrong(credential, place);
    };
  }

  private static String permission(AzureCredential credential, AzurePlace place, boolean changes) {
    if (credential instanceof AzureCredential.Sas) {
      return "Make a signature with the permissions %s for container %s of account %s."
          .formatted(
              changes ? "read, add, create, write, delete and list" : "read and list",
              place.container(),
              place.account());
    }
    return "Give the identity the role '%s' on container %s of account %s; a new assignment takes up to ten minutes."
        .formatted(changes ? CONTRIBUTOR : READER, place.container(), place.account());
  }

  /** The credential is not accepted at all. */
  private static String wrong(AzureCredential credential, AzurePlace place) {
    String host = place.hosts().get(0);
    if (credential instanceof AzureCredential.SharedKey) {
      return ("Set %s.%s to a key that the portal shows for account %s now, and see that the account allows"
              + " keys at all.")
          .formatted(AzureCredentials.KEY, host, place.account());
    }
    if (credential instanceof AzureCredential.Sas) {
      return ("Set %s.%s to a signature that has begun, has not ended, and is signed with a present key of"
              + " account %s.")
          .formatted(AzureCredentials.FIXED_SAS, host, place.account());
    }
    return ("Check that the identity belongs to the tenant of account %s (%s.%s), and that it has the role '%s' or"
            + " '%s'.")
        .formatted(place.account(), AzureCredentials.CLIENT_ENDPOINT, host, READER, CONTRIBUTOR);
  }

  private static String network(AzurePlace place) {
    return "If account %s lets in selected networks only, allow this one under Networking, or use a private endpoint."
        .formatted(place.account());
  }
}
