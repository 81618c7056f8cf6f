package io.twinlake.testing;

import java.util.Locale;

/**
 * One request as Azurite's debug log shows it.
 *
 * @param method HTTP method
 * @param account the storage account it was for
 * @param container the container, empty for none
 * @param blob the blob's decoded name, empty for none
 * @param query the raw query without what signs it
 * @param operation what Azurite understood, for example {@code BlockBlob_Upload}
 * @param clientRequestId {@code x-ms-client-request-id}, empty if it was not sent
 * @param status HTTP status of the answer, 0 while there is none
 */
public record AzuriteRequest(
    String method,
    String account,
    String container,
    String blob,
    String query,
    String operation,
    String clientRequestId,
    int status) {

  /** Whether it could change something. */
  public boolean isWrite() {
    return !method.equals("GET") && !method.equals("HEAD");
  }

  /** {@code comp=} of its query; empty if it has none. */
  public String comp() {
    for (String each : query.split("&")) {
      if (each.startsWith("comp=")) {
        return each.substring("comp=".length()).toLowerCase(Locale.ROOT);
      }
    }
    return "";
  }

  public boolean isList() {
    return operation.toLowerCase(Locale.ROOT).contains("listblob");
  }
}
