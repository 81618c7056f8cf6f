package io.twinlake.it.spark;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A Delta table of one commit, for those who do not look into its files.
 *
 * @param name its directory
 * @param files how many data files it has
 */
record WrittenTable(String name, int files) {
  private static final String SCHEMA =
      "{\\\"type\\\":\\\"struct\\\",\\\"fields\\\":[{\\\"name\\\":\\\"id\\\",\\\"type\\\":\\\"long\\\",\\\"nullable\\\":true,\\\"metadata\\\":{}}]}";

  /** The number {@code i} of its files, below its directory. */
  static String dataFile(int i) {
    return "d%d/part-%05d.parquet".formatted(i % 5, i);
  }

  String content(int i) {
    return "%s %d".formatted(name, i);
  }

  /** All of it by path, the commit last. */
  Map<String, String> objects() {
    Map<String, String> objects = new LinkedHashMap<>();
    StringBuilder commit =
        new StringBuilder(
            """
            {"protocol":{"minReaderVersion":1,"minWriterVersion":2}}
            {"metaData":{"id":"%s","format":{"provider":"parquet","options":{}},"schemaString":"%s","partitionColumns":[],"configuration":{},"createdTime":1}}
            """
                .formatted(name, SCHEMA));
    for (int i = 0; i < files; i++) {
      objects.put(name + "/" + dataFile(i), content(i));
      commit.append(
          "{\"add\":{\"path\":\"%s\",\"partitionValues\":{},\"size\":%d,\"modificationTime\":1,\"dataChange\":true}}\n"
              .formatted(dataFile(i), content(i).length()));
    }
    objects.put(name + "/_delta_log/00000000000000000000.json", commit.toString());
    return objects;
  }
}
