package io.twinlake.metastore;

/** What is asked of a metastore that is written: one change at a time, besides reading. */
public interface MetastoreWriter extends MetastoreReader {

  /**
   * Makes one change. Data is never deleted.
   *
   * @throws io.twinlake.metastore.model.MetastoreException with {@code BROKEN} if the connection
   *     broke meanwhile: read before trying again
   */
  void apply(MetastoreChange change);
}
