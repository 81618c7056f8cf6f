package io.twinlake.storage.azure;

import com.azure.storage.common.StorageSharedKeyCredential;

/** How requests to one account are authorised. No {@code toString} tells the secret. */
sealed interface AzureCredential {

  /** The account's key signs each request, and signatures for copies out of its containers. */
  record SharedKey(StorageSharedKeyCredential key) implements AzureCredential {
    @Override
    public String toString() {
      return "account key";
    }
  }

  /**
   * A shared access signature is added to each URL.
   *
   * @param source gives the current one
   */
  record Sas(SasSource source) implements AzureCredential {
    @Override
    public String toString() {
      return "shared access signature";
    }
  }

  /** Gives a signature, without a leading question mark. */
  @FunctionalInterface
  interface SasSource {
    /**
     * The signature for one request.
     *
     * @param path the blob's name behind a slash; {@code /} for the container
     * @param operation what it is for, in ABFS's words: read, list, write or delete
     */
    String token(String path, String operation);
  }

  /** A bearer token of Microsoft Entra ID, renewed before it ends. */
  record Bearer(CachedToken token) implements AzureCredential {
    @Override
    public String toString() {
      return "Microsoft Entra ID token";
    }
  }
}
