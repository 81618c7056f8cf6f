package io.twinlake.core.settings;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything a settings file says, with its defaults filled in.
 *
 * @param pair name of the pair of sites
 * @param sites the two sites by name
 * @param from name of the site that is copied from
 * @param to name of the site that is copied to
 * @param datasets in the order of the file
 * @param transfer how objects are transferred
 * @param throttle how fast accounts may be asked
 * @param tables what happens with tables inside a dataset while no room of ours understands them
 * @param workspace how the sites' Databricks workspaces are carried
 * @param groups consistency groups by name; those that only datasets name are not here
 * @param metastore how the sites' Hive metastores are carried
 * @param validation how the sites are compared
 */
public record Settings(
    String pair,
    SortedMap<String, Site> sites,
    String from,
    String to,
    List<DatasetSettings> datasets,
    TransferSettings transfer,
    ThrottleSettings throttle,
    Tables tables,
    WorkspaceSettings workspace,
    SortedMap<String, GroupSettings> groups,
    MetastoreSettings metastore,
    ValidationSettings validation) {

  /** What happens with Delta, Hudi and Iceberg tables inside a dataset. */
  public enum Tables {
    /**
     * They are reported as not replicated and the dataset is partial: a table copied file by file
     * may not open.
     */
    REFUSE,
    /** They are copied as plain files, at the user's own risk. */
    AS_FILES
  }

  public Settings {
    sites = Collections.unmodifiableSortedMap(new TreeMap<>(sites));
    datasets = List.copyOf(datasets);
    groups = Collections.unmodifiableSortedMap(new TreeMap<>(groups));
  }

  /**
   * Reads a settings file.
   *
   * @param text all of it
   * @param origin how messages name it, usually its path
   * @throws SettingsException with everything that is wrong, each with its line; no message holds a
   *     secret
   */
  public static Settings load(String text, String origin) {
    return SettingsFile.load(text, origin);
  }

  /** What holds for a group. */
  public GroupSettings group(String name) {
    return groups.getOrDefault(name, GroupSettings.byDefault(name));
  }

  /** The site that is copied from. */
  public Site source() {
    return sites.get(from);
  }

  /** The site that is copied to. */
  public Site target() {
    return sites.get(to);
  }
}
