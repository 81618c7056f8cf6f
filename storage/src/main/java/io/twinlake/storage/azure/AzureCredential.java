package io.twinlake.storage.azure;

import com.azure.storage.common.StorageSharedKeyCredential;

/** How requests to one account are authorised. No {@code toString} tells the secret. */
sealed interface AzureCredential {
  /**
   * A sentence, with a space before it, that says what to do where the secret's time may be over;
   * empty where it has no end.
   *
   * @param host the account's host, as the settings name it
   */
  default String ifItsTimeIsOver(String host) {
    return "";
  }

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
   * @param setting the Hadoop setting that it comes from, without the account's host
   */
  record Sas(SasSource source, String setting) implements AzureCredential {
    @Override
    public String ifItsTimeIsOver(String host) {
      return " If its time is over, set %s.%s to a new one.".formatted(setting, host);
    }

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
    public String ifItsTimeIsOver(String host) {
      return " It was renewed once and refused again, or cannot be renewed: look at what gives it (%s.%s)."
          .formatted(AzureCredentials.PROVIDER, host);
    }

    @Override
    public String toString() {
      return "Microsoft Entra ID token";
    }
  }
}
