package io.twinlake.metastore;

import com.fasterxml.jackson.databind.JsonNode;
import io.twinlake.metastore.model.Finding;
import io.twinlake.metastore.model.Item;
import io.twinlake.metastore.model.Key;
import io.twinlake.metastore.sync.Fields;
import io.twinlake.metastore.sync.ImportPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A plan for programs, for a review, and as the Hive SQL that it comes to. */
public final class PlanText {
  private PlanText() {}

  /** One object, or the partitions of one table that need the same. */
  public record LineJson(
      String action,
      String object,
      List<String> partitions,
      List<Fields.Difference> differences,
      Optional<String> waitsFor,
      boolean dataStays) {}

  /** All of it. */
  public record PlanJson(
      String format,
      String export,
      String plan,
      boolean dryRun,
      boolean stopped,
      long writes,
      List<LineJson> changes,
      List<String> extra,
      List<Finding> findings,
      List<String> searched) {}

  public static PlanJson json(ImportReport report) {
    return new PlanJson(
        "metastore-plan/1.0",
        report.plan().export(),
        report.plan().id(),
        report.dryRun(),
        report.isStopped(),
        report.writes(),
        lines(report.plan()),
        List.of(),
        report.findings(),
        report.searched());
  }

  public static PlanJson json(Metastores.Differences differences) {
    return new PlanJson(
        "metastore-plan/1.0",
        differences.plan().export(),
        differences.plan().id(),
        true,
        differences.plan().isStopped(),
        0,
        lines(differences.plan()),
        differences.extra().stream().map(Key::toString).toList(),
        differences.plan().findings(),
        List.of());
  }

  private static List<LineJson> lines(ImportPlan plan) {
    List<LineJson> lines = new ArrayList<>();
    for (ImportPlan.Line line : plan.lines()) {
      if (line.decision() != io.twinlake.metastore.sync.Decision.KEEP) {
        lines.add(
            new LineJson(
                line.decision().name(),
                line.key().toString(),
                List.of(),
                line.differences(),
                line.waitsFor(),
                true));
      }
    }
    plan.partitions()
        .forEach(
            (table, needs) -> {
              add(lines, "CREATE", table, needs.added);
              add(lines, "ALTER", table, needs.altered);
              add(lines, "DROP", table, needs.dropped);
              add(lines, "WAIT", table, needs.waiting);
              add(lines, "DISPUTED", table, needs.disputed);
            });
    return lines;
  }

  private static void add(
      List<LineJson> lines, String action, Key table, java.util.Collection<String> names) {
    if (!names.isEmpty()) {
      lines.add(
          new LineJson(
              action,
              "partitions of " + table,
              List.copyOf(names),
              List.of(),
              Optional.empty(),
              true));
    }
  }

  /** For people who agree on it. */
  public static String markdown(ImportReport report) {
    StringBuilder text = new StringBuilder();
    text.append("# Import of ").append(report.plan().export()).append("\n\n");
    text.append("Plan `")
        .append(report.plan().id())
        .append("`. Apply exactly this one with `metastore import --apply ")
        .append(report.plan().id())
        .append("`. Drops never delete data.\n\n| what | object | how |\n| --- | --- | --- |\n");
    for (LineJson line : lines(report.plan())) {
      List<String> how = new ArrayList<>();
      line.waitsFor().ifPresent(why -> how.add("waits: " + why));
      line.differences().forEach(difference -> how.add(difference.toString()));
      if (!line.partitions().isEmpty()) {
        how.add(
            "%d: %s%s"
                .formatted(
                    line.partitions().size(),
                    String.join(", ", line.partitions().stream().limit(5).toList()),
                    line.partitions().size() > 5 ? ", ..." : ""));
      }
      text.append(
          "| %s | %s | %s |\n"
              .formatted(
                  line.action().toLowerCase(Locale.ROOT),
                  cell(line.object()),
                  cell(String.join("; ", how))));
    }
    if (!report.findings().isEmpty()) {
      text.append("\n## To know\n\n");
      report
          .findings()
          .forEach(f -> text.append("- ").append(f.toString().replace("\n", " ")).append('\n'));
    }
    return text.toString();
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("\n", " ");
  }

  /** For reviewers who read SQL; it is not what is carried out, which loses less. */
  public static String sql(ImportReport report) {
    StringBuilder text = new StringBuilder();
    text.append("-- Plan ").append(report.plan().id()).append(" of export ");
    text.append(report.plan().export())
        .append(". To read, not to run: SQL cannot say all of it.\n");
    for (ImportPlan.Line line : report.plan().lines()) {
      if (line.writes()) {
        text.append(sql(line)).append('\n');
      }
    }
    report
        .plan()
        .partitions()
        .forEach(
            (table, needs) -> {
              needs.added.forEach(name -> text.append(partition("ADD IF NOT EXISTS", table, name)));
              needs.altered.forEach(
                  name -> text.append("-- altered: ").append(partition("", table, name)));
              needs.dropped.forEach(name -> text.append(partition("DROP IF EXISTS", table, name)));
            });
    return text.toString();
  }

  private static String partition(String what, Key table, String name) {
    StringBuilder spec = new StringBuilder();
    for (String step : name.split("/", -1)) {
      int equals = step.indexOf('=');
      spec.append(spec.length() == 0 ? "" : ", ")
          .append(quoted(step.substring(0, equals)))
          .append('=')
          .append(text(step.substring(equals + 1)));
    }
    return "ALTER TABLE %s.%s %s PARTITION (%s);\n"
        .formatted(quoted(table.db()), quoted(table.name()), what, spec);
  }

  private static String sql(ImportPlan.Line line) {
    Key key = line.key();
    String name =
        key.name().isEmpty() ? quoted(key.db()) : quoted(key.db()) + "." + quoted(key.name());
    if (line.item().isEmpty()) {
      return "DROP %s %s; -- its data stays".formatted(key.kind(), name);
    }
    Item item = line.item().get();
    if (line.decision() == io.twinlake.metastore.sync.Decision.ALTER) {
      return "-- %s changes: %s"
          .formatted(
              key,
              String.join("; ", line.differences().stream().map(Object::toString).toList())
                  .replace("\n", " "));
    }
    return switch (key.kind()) {
      case DATABASE ->
          "CREATE DATABASE %s LOCATION %s;"
              .formatted(name, text(item.raw().path("locationUri").asText()));
      case FUNCTION ->
          "CREATE FUNCTION %s AS %s;".formatted(name, text(item.raw().path("className").asText()));
      case TABLE -> table(name, item.raw());
      default -> "-- " + key.toString().replace("\n", " ");
    };
  }

  private static String table(String name, JsonNode raw) {
    if (raw.path("tableType").asText().equals("VIRTUAL_VIEW")) {
      return "CREATE VIEW %s AS %s;".formatted(name, raw.path("viewExpandedText").asText());
    }
    List<String> columns = new ArrayList<>();
    raw.path("sd").path("cols").forEach(column -> columns.add(column(column)));
    List<String> keys = new ArrayList<>();
    raw.path("partitionKeys").forEach(column -> keys.add(column(column)));
    String provider = raw.path("parameters").path("spark.sql.sources.provider").asText("");
    String path = raw.path("sd").path("serdeInfo").path("parameters").path("path").asText("");
    return "CREATE EXTERNAL TABLE %s (%s)%s%s LOCATION %s;"
        .formatted(
            name,
            String.join(", ", columns),
            keys.isEmpty() ? "" : " PARTITIONED BY (%s)".formatted(String.join(", ", keys)),
            provider.isEmpty()
                ? " ROW FORMAT SERDE "
                    + text(raw.path("sd").path("serdeInfo").path("serializationLib").asText())
                : " /* Spark: USING %s */".formatted(provider),
            text(path.isEmpty() ? raw.path("sd").path("location").asText() : path));
  }

  private static String column(JsonNode column) {
    return quoted(column.path("name").asText()) + " " + column.path("type").asText();
  }

  private static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  private static String text(String value) {
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
