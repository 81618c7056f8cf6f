package io.twinlake.it;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Settings with other credentials than the right ones. */
final class Secrets {
  private Secrets() {}

  static Map<String, String> withKey(Map<String, String> hadoop, String account, String key) {
    Map<String, String> changed = new TreeMap<>(hadoop);
    hosts(account).forEach(host -> changed.put("fs.azure.account.key." + host, key));
    return changed;
  }

  /** A cluster that nobody told of this account's key. */
  static Map<String, String> withoutKey(Map<String, String> hadoop, String account) {
    Map<String, String> changed = new TreeMap<>(hadoop);
    hosts(account).forEach(host -> changed.remove("fs.azure.account.key." + host));
    return changed;
  }

  static Map<String, String> withSas(Map<String, String> hadoop, String account, String sas) {
    Map<String, String> changed = new TreeMap<>(hadoop);
    for (String host : hosts(account)) {
      changed.remove("fs.azure.account.key." + host);
      changed.put("fs.azure.account.auth.type." + host, "SAS");
      changed.put("fs.azure.sas.fixed.token." + host, sas);
    }
    return changed;
  }

  private static List<String> hosts(String account) {
    return List.of(account + ".dfs.core.windows.net", account + ".blob.core.windows.net");
  }
}
