package io.twinlake.metastore;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;

/** A site without a metastore was asked for its. */
public final class UnknownMetastoreException extends ReplicationException {
  private static final long serialVersionUID = 1L;

  UnknownMetastoreException(String site) {
    super(
        Effect.NONE_DO_NOT_RETRY,
        "sites.%s has no metastore. Add 'metastore: thrift://host:9083' to it.".formatted(site));
  }
}
