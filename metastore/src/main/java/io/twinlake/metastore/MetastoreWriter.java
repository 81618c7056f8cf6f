package io.twinlake.metastore;

import io.twinlake.metastore.model.Item;
import java.util.function.Consumer;

/** What is asked of a metastore that is written: one change at a time, besides reading. */
public interface MetastoreWriter extends MetastoreReader {

  /**
   * What would be there if {@code wanted} was written. Metastores keep all of it; a way to one that
   * loses something says here what is left, so that a second look finds nothing changed. Tables are
   * asked for before their partitions.
   *
   * @param lost is told what this object loses
   * @throws io.twinlake.metastore.model.MetastoreException with {@code REFUSED} if nothing useful
   *     would be left
   */
  default Item kept(Item wanted, Consumer<String> lost) {
    return wanted;
  }

  /**
   * Makes one change. Data is never deleted.
   *
   * @throws io.twinlake.metastore.model.MetastoreException with {@code BROKEN} if the connection
   *     broke meanwhile: read before trying again
   */
  void apply(MetastoreChange change);
}
