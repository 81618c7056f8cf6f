package io.twinlake.storage.azure;

import com.azure.storage.blob.BlobContainerClientBuilder;
import com.azure.storage.blob.sas.BlobContainerSasPermission;
import com.azure.storage.blob.sas.BlobServiceSasSignatureValues;
import com.azure.storage.common.StorageSharedKeyCredential;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Lets another account read this container's blobs for a copy. An account key cannot sign the
 * source of a copy, so it makes a signature that may only read this one container and ends after an
 * hour; a bearer token is handed on as it is.
 */
final class CopySource {
  private static final Duration SIGNATURE_LASTS = Duration.ofHours(1);

  /** Clocks of two machines differ. */
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(15);

  /** What a copy request says about its source; both are secrets. */
  record Access(String url, Optional<String> authorization) {
    @Override
    public String toString() {
      return "access to a copy source";
    }
  }

  private final String containerUrl;
  private final AzureCredential credential;
  private final CachedToken signature;

  CopySource(String containerUrl, String container, AzureCredential credential, Clock clock) {
    this.containerUrl = containerUrl;
    this.credential = credential;
    this.signature = new CachedToken(() -> sign(container, clock.instant()), clock);
  }

  /**
   * @param name the blob's whole name in the container
   */
  Access of(String name) {
    String url = containerUrl + "/" + BlobNames.encode(name);
    if (credential instanceof AzureCredential.Sas sas) {
      return new Access(url + "?" + sas.source().token("/" + name, "read"), Optional.empty());
    }
    if (credential instanceof AzureCredential.Bearer bearer) {
      return new Access(url, Optional.of("Bearer " + bearer.token().value()));
    }
    return new Access(url + "?" + signature.value(), Optional.empty());
  }

  private CachedToken.Token sign(String container, Instant now) {
    StorageSharedKeyCredential key = ((AzureCredential.SharedKey) credential).key();
    OffsetDateTime begins = now.minus(CLOCK_SKEW).atOffset(ZoneOffset.UTC);
    OffsetDateTime ends = now.plus(SIGNATURE_LASTS).atOffset(ZoneOffset.UTC);
    // The name of the account is signed, not the host: any endpoint will do here.
    String token =
        new BlobContainerClientBuilder()
            .endpoint("https://" + key.getAccountName() + ".blob.core.windows.net")
            .containerName(container)
            .credential(key)
            .buildClient()
            .generateSas(
                new BlobServiceSasSignatureValues(
                        ends, new BlobContainerSasPermission().setReadPermission(true))
                    .setStartTime(begins));
    return new CachedToken.Token(token, ends.toInstant());
  }
}
