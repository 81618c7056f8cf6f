package io.twinlake.validation;

import io.twinlake.core.store.ObjectEntry;
import java.util.Optional;
import java.util.function.Consumer;

/** Lists and hashes the objects of large datasets at one site on more machines than this one. */
public interface HashEngine {
  /**
   * One object.
   *
   * @param entry as it was hashed; its path is below the dataset's root
   * @param hash CRC-64/NVME, or why there is none
   * @param read whether its bytes were read for it; else its hash was remembered
   */
  record Hashed(ObjectEntry entry, String hash, boolean read) {}

  /**
   * Hashes one dataset. Asks nothing but the data root that is the job's source, and its control
   * root.
   *
   * @param site its name
   * @param memory where earlier hashes are on the control root, if anywhere
   * @param take told of every object, in path order
   * @return bytes that were read and hashed
   * @throws io.twinlake.core.ReplicationException if the site cannot be listed completely
   */
  long hash(ObjectJob job, String site, Optional<String> memory, Consumer<Hashed> take);
}
