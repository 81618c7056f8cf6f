package io.twinlake.jobs.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinlake.core.json.Json;

/** Tables in Hive's shape, as Spark leaves them in a metastore. */
final class Described {
  static final String SCHEMA =
      "{\"type\":\"struct\",\"fields\":[{\"name\":\"Id\",\"type\":\"integer\",\"nullable\":true,\"metadata\":{\"comment\":\"it's \\\"ours\\\" 漢\"}},{\"name\":\"c\",\"type\":\"string\",\"nullable\":true,\"metadata\":{\"__CHAR_VARCHAR_TYPE_STRING\":\"char(3)\"}},{\"name\":\"Day\",\"type\":\"string\",\"nullable\":true,\"metadata\":{}}]}";

  private Described() {}

  static ObjectNode json(String text) {
    return (ObjectNode) Json.parse(text.replace('\'', '"'), JsonNode.class, "test");
  }

  /** A partitioned, bucketed table of Spark's own with a placeholder and options. */
  static ObjectNode source(String provider) {
    ObjectNode hive =
        json(
            """
            {'tableName':'t','dbName':'d','owner':'the-owner','createTime':1760000000,'tableType':'EXTERNAL_TABLE',
             'sd':{'cols':[{'name':'col','type':'array<string>','comment':'from deserializer'}],
               'location':'abfss://raw@sa3/d.db/t-__PLACEHOLDER__','inputFormat':'org.apache.hadoop.mapred.SequenceFileInputFormat',
               'outputFormat':'org.apache.hadoop.hive.ql.io.HiveSequenceFileOutputFormat','compressed':false,'numBuckets':-1,
               'serdeInfo':{'serializationLib':'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe',
                 'parameters':{'serialization.format':'1','path':'abfss://raw@sa3/files/t x','header':'true'}}},
             'partitionKeys':[{'name':'day','type':'string'}],
             'parameters':{'EXTERNAL':'TRUE','comment':'ours','k':'v','transient_lastDdlTime':'1','numFiles':'3',
               'spark.sql.partitionProvider':'catalog','spark.sql.create.version':'3.5.1','spark.sql.statistics.totalSize':'10',
               'spark.sql.sources.schema.numPartCols':'1','spark.sql.sources.schema.partCol.0':'Day',
               'spark.sql.sources.schema.numBuckets':'2','spark.sql.sources.schema.numBucketCols':'1','spark.sql.sources.schema.bucketCol.0':'Id',
               'spark.sql.sources.schema.numSortCols':'1','spark.sql.sources.schema.sortCol.0':'Id'}}
            """);
    ((ObjectNode) hive.get("parameters"))
        .put("spark.sql.sources.provider", provider)
        .put("spark.sql.sources.schema", SCHEMA);
    return hive;
  }

  /** A partitioned table that Hive made itself. */
  static ObjectNode ofHive() {
    return json(
        """
        {'tableName':'t','dbName':'d','tableType':'EXTERNAL_TABLE',
         'sd':{'cols':[{'name':'id','type':'int'},{'name':'c','type':'char(3)','comment':'x'},{'name':'m','type':'map<string,struct<a:int,b:array<decimal(10,2)>>>'}],
           'location':'abfss://raw@sa3/files/t','inputFormat':'org.apache.hadoop.mapred.TextInputFormat',
           'outputFormat':'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
           'serdeInfo':{'serializationLib':'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe','parameters':{'field.delim':'|'}}},
         'partitionKeys':[{'name':'p','type':'string'}],'parameters':{'EXTERNAL':'TRUE','k':'v'}}
        """);
  }

  static ObjectNode view() {
    ObjectNode view = ofHive();
    view.put("tableType", "VIRTUAL_VIEW")
        .put("viewOriginalText", "select 1")
        .put("viewExpandedText", "select 1 as id");
    view.remove("partitionKeys");
    ((ObjectNode) view.get("parameters")).remove("EXTERNAL");
    ((ObjectNode) view.get("parameters")).put("view.query.out.col.0", "id");
    return view;
  }

  static ObjectNode partition(ObjectNode table, String location, String... values) {
    ObjectNode partition = json("{'dbName':'d','tableName':'t','parameters':{'k':'v'}}");
    for (String value : values) {
      partition.withArray("/values").add(value);
    }
    ObjectNode sd = table.get("sd").deepCopy();
    sd.put("location", location);
    partition.set("sd", sd);
    return partition;
  }
}
