package io.twinlake.jobs.validate;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.validation.TableEngine;
import io.twinlake.validation.TableRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Reads tables with Spark and Hadoop's own file systems: another route than the one that copied
 * them. Works in a session of its own beside the caller's, so that no setting of the caller's
 * changes what a row is, and none of these settings reaches the caller.
 */
public final class SparkTables implements TableEngine {
  private final Supplier<SparkSession> callers;
  private final Optional<String> identity;
  private SparkSession session;

  /**
   * @param session the caller's; used, never stopped
   * @param identity reads the tables on Azure's accounts; without it the session's own does
   */
  public SparkTables(Supplier<SparkSession> session, Optional<String> identity) {
    this.callers = session;
    this.identity = identity;
  }

  private SparkSession session() {
    if (session == null) {
      session = callers.get().newSession();
      // Times as java.time, which no zone changes.
      session.conf().set("spark.sql.datetime.java8API.enabled", "true");
      session.conf().set("spark.sql.session.timeZone", "UTC");
      // A file that cannot be read is an answer, not something to pass over.
      session.conf().set("spark.sql.files.ignoreCorruptFiles", "false");
      session.conf().set("spark.sql.files.ignoreMissingFiles", "false");
      // Values in names of directories are texts.
      session.conf().set("spark.sql.sources.partitionColumnTypeInference.enabled", "false");
      // Dates of files whose writer does not say its calendar, the same on every Spark.
      session.conf().set("spark.sql.parquet.datetimeRebaseModeInRead", "CORRECTED");
      session.conf().set("spark.sql.parquet.int96RebaseModeInRead", "CORRECTED");
      Configuration cluster = session.sparkContext().hadoopConfiguration();
      identity.ifPresent(
          name -> IdentityFileSystem.settings(name, cluster).forEach(session.conf()::set));
    }
    return session;
  }

  @Override
  public Opened open(TableRequest request) {
    try {
      return InSession.call(session(), () -> read(request));
    } catch (ReplicationException e) {
      throw e;
    } catch (Exception e) {
      throw unreadable(request, e);
    }
  }

  private Opened read(TableRequest request) {
    return opened(
        request,
        read(request, request.source(), request.sourceVersion()),
        read(request, request.target(), request.targetVersion()));
  }

  private Opened opened(TableRequest request, Dataset<Row> source, Dataset<Row> target) {
    Set<String> texts = new TreeSet<>();
    if (request.format().equals(TableRequest.PARQUET)) {
      texts.addAll(request.partitionedBy());
    }
    List<String> differences = new ArrayList<>();
    List<String> shared = new ArrayList<>();
    Set<String> all = new TreeSet<>(List.of(source.columns()));
    all.addAll(List.of(target.columns()));
    for (String column : all) {
      Optional<String> left = type(source.schema(), column, texts);
      Optional<String> right = type(target.schema(), column, texts);
      if (left.isPresent() && left.equals(right)) {
        shared.add(column);
      } else {
        differences.add(
            "%s is %s at the source, %s at the target"
                .formatted(column, left.orElse("missing"), right.orElse("missing")));
      }
    }
    List<String> labels =
        partitionColumns(request).stream().filter(shared::contains).distinct().toList();
    for (String named : named(request)) {
      if (!shared.contains(named)) {
        throw new ReplicationException(
            Effect.NONE_DO_NOT_RETRY,
            "'rows' of the dataset names the column '%s', which %s has not on both sides. Correct the settings, or the table."
                .formatted(named, request.name()));
      }
    }
    Column[] hashed =
        shared.stream()
            .map(c -> texts.contains(c) ? text(c).as(c) : quoted(c))
            .toArray(Column[]::new);
    return new SparkTable(
        session(),
        request,
        differences,
        labels,
        within(source, request).select(with(hashed, labels, request.rows().key())),
        within(target, request).select(with(hashed, labels, request.rows().key())),
        hashed.length);
  }

  private static List<String> named(TableRequest request) {
    List<String> named = new ArrayList<>(request.rows().key());
    if (!request.rows().time().isEmpty()) {
      named.add(request.rows().time());
    }
    return named;
  }

  /** What is hashed, then the partition's values as text, then the key's. */
  private static Column[] with(Column[] hashed, List<String> labels, List<String> key) {
    List<Column> all = new ArrayList<>(Arrays.asList(hashed));
    for (int i = 0; i < labels.size(); i++) {
      all.add(text(labels.get(i)).as(SparkTable.label(i)));
    }
    for (int i = 0; i < key.size(); i++) {
      all.add(text(key.get(i)).as("__twinlake_key_" + i));
    }
    return all.toArray(Column[]::new);
  }

  private static Dataset<Row> within(Dataset<Row> rows, TableRequest request) {
    if (request.rows().time().isEmpty()) {
      return rows;
    }
    Column time = quoted(request.rows().time()).cast(DataTypes.TimestampType);
    Dataset<Row> kept = rows;
    if (request.rows().from(request.now()).isPresent()) {
      kept = kept.filter(time.geq(functions.lit(request.rows().from(request.now()).get())));
    }
    if (request.rows().to(request.now()).isPresent()) {
      kept = kept.filter(time.lt(functions.lit(request.rows().to(request.now()).get())));
    }
    return kept;
  }

  static Column quoted(String column) {
    return functions.col("`" + column.replace("`", "``") + "`");
  }

  private static Column text(String column) {
    return quoted(column).cast(DataTypes.StringType);
  }

  private static Optional<String> type(StructType schema, String column, Set<String> texts) {
    if (!List.of(schema.fieldNames()).contains(column)) {
      return Optional.empty();
    }
    DataType type = schema.apply(column).dataType();
    return Optional.of(texts.contains(column) ? "string" : RowWriter.describe(type));
  }

  /**
   * The partition columns of the source; of a Delta table by its own word where that can be had.
   */
  private List<String> partitionColumns(TableRequest request) {
    if (request.format().equals(TableRequest.DELTA)) {
      try {
        return session()
            .sql("DESCRIBE DETAIL delta.`%s`".formatted(request.source().replace("`", "``")))
            .select("partitionColumns")
            .first()
            .getList(0);
      } catch (Exception e) {
        // Without Delta's SQL rows are told apart by the names of directories, where they say it.
        return request.partitionedBy();
      }
    }
    return request.partitionedBy();
  }

  private Dataset<Row> read(TableRequest request, String place, Optional<Long> version) {
    DataFrameReader reader = session().read();
    if (request.format().equals(TableRequest.PARQUET)) {
      return reader.option("mergeSchema", "true").parquet(place);
    }
    DataFrameReader delta = reader.format(TableRequest.DELTA);
    // Delta keeps what it knows of a table in the JVM. Under another identity that is another
    // table.
    identity.ifPresent(name -> delta.option(IdentityFileSystem.NAME, name));
    return version.map(v -> delta.option("versionAsOf", v)).orElse(delta).load(place);
  }

  static ReplicationException unreadable(TableRequest request, Exception e) {
    if (isWithoutDelta(e)) {
      return new ReplicationException(
          Effect.NONE_DO_NOT_RETRY,
          "%s is a Delta table, and this Spark has no Delta Lake. Start it with the delta-spark of its line (--packages io.delta:...), or on a cluster that has it."
              .formatted(request.name()));
    }
    return new ReplicationException(
        Effect.NONE_MAY_RETRY, "%s: %s".formatted(request.name(), ReaderError.of(e).text()));
  }

  private static boolean isWithoutDelta(Throwable failure) {
    Set<Throwable> seen = new LinkedHashSet<>();
    for (Throwable at = failure; at != null && seen.add(at); at = at.getCause()) {
      String message = String.valueOf(at.getMessage());
      if (message.contains("data source") && message.contains("delta")
          || message.contains("delta.DefaultSource")) {
        return true;
      }
    }
    return false;
  }
}
