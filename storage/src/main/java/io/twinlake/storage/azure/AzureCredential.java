package io.twinlake.storage.azure;

import com.azure.storage.common.StorageSharedKeyCredential;
import java.util.function.Supplier;

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
   * @param token gives the current one, without a leading question mark
   */
  record Sas(Supplier<String> token) implements AzureCredential {
    @Override
    public String toString() {
      return "shared access signature";
    }
  }

  /** A bearer token of Microsoft Entra ID, renewed before it ends. */
  record Bearer(CachedToken token) implements AzureCredential {
    @Override
    public String toString() {
      return "Microsoft Entra ID token";
    }
  }
}
