package io.twinlake.core.store;

import io.twinlake.core.checksum.Crc64;
import java.util.Objects;
import java.util.Optional;

/**
 * What a service made in a server-side copy.
 *
 * @param target the object as written
 * @param serviceCrc64 the CRC-64/NVME that the service computed of what it wrote, where it says so
 */
public record Copied(ObjectEntry target, Optional<Crc64> serviceCrc64) {
  public Copied {
    Objects.requireNonNull(target);
    Objects.requireNonNull(serviceCrc64);
  }
}
