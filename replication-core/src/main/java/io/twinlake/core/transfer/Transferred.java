package io.twinlake.core.transfer;

import io.twinlake.core.checksum.Crc64;
import io.twinlake.core.ledger.Proof;
import io.twinlake.core.store.ObjectEntry;
import java.io.Serializable;
import java.util.Objects;
import java.util.Optional;

/**
 * One object that is at the target now.
 *
 * @param target the object as the target has it
 * @param proof what is known about it being equal to its source
 * @param crc64 hash of the source's content, where it was seen or the service said it
 * @param route the way it was sent
 * @param adopted whether it was there already: written by a run that died or by another one, and
 *     not again by us
 */
public record Transferred(
    ObjectEntry target, Proof proof, Optional<Crc64> crc64, Route route, boolean adopted)
    implements Serializable {
  public Transferred {
    Objects.requireNonNull(target);
    Objects.requireNonNull(proof);
    Objects.requireNonNull(crc64);
    Objects.requireNonNull(route);
  }
}
