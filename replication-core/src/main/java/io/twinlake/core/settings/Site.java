package io.twinlake.core.settings;

import io.twinlake.core.store.Driver;
import java.net.URI;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One of the two sites of a pair. Its name never changes, whoever is primary.
 *
 * @param name as the settings name it
 * @param roots data roots by name ({@code raw}, {@code staging})
 * @param control where this site keeps role documents and, as a target, ledger, recovery points and
 *     reports
 * @param history where replaced bytes go, if not to the default beside each data root
 * @param workspace its Databricks workspace, if it has one
 * @param driver by which way all its stores are reached
 * @param metastore its Hive metastore, {@code thrift://host:9083}, {@code jdbc:...} or {@code
 *     spark}
 */
public record Site(
    String name,
    SortedMap<String, URI> roots,
    URI control,
    Optional<URI> history,
    Optional<WorkspaceSettings.Place> workspace,
    Driver driver,
    Optional<String> metastore) {
  /**
   * A site without a workspace and a metastore, whose stores are reached natively where they can
   * be.
   */
  public Site(String name, SortedMap<String, URI> roots, URI control, Optional<URI> history) {
    this(name, roots, control, history, Optional.empty(), Driver.AUTO, Optional.empty());
  }

  public Site {
    roots = Collections.unmodifiableSortedMap(new TreeMap<>(roots));
  }
}
