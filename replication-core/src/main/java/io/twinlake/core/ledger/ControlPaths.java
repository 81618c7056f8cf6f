package io.twinlake.core.ledger;

import io.twinlake.core.store.ObjectPath;
import io.twinlake.core.store.ObjectPrefix;

/**
 * What lies where on a control root. Numbers have ten digits so that path order is number order.
 *
 * <pre>
 * role/&lt;n&gt;.json                     who is primary
 * recovery-points/&lt;n&gt;.json          the only commit point
 * ledger/&lt;n&gt;-&lt;run&gt;-&lt;k&gt;.jsonl.gz     segments, named by the points that hold them
 * claims/&lt;run&gt;/&lt;k&gt;.jsonl.gz         what an unfinished run had copied
 * tables/&lt;n&gt;-&lt;run&gt;.jsonl.gz       what every table is, named by the points that hold it
 * deleted/&lt;n&gt;.json                  the tombstones of point n are done
 * reports/&lt;run&gt;.json                what a run did
 * repairs/&lt;run&gt;.json                what a repair did
 * validations/&lt;id&gt;.json            what a comparison of both sites found
 * metastore/exports/&lt;id&gt;/           a catalog, once its MANIFEST.json is there
 * preflight/&lt;random&gt;                a probe: gone at the end of the preflight that put it
 * </pre>
 */
public final class ControlPaths {
  public static final ObjectPrefix ROLES = new ObjectPrefix("role/");
  public static final ObjectPrefix POINTS = new ObjectPrefix("recovery-points/");
  public static final ObjectPrefix LEDGER = new ObjectPrefix("ledger/");
  public static final ObjectPrefix CLAIMS = new ObjectPrefix("claims/");
  public static final ObjectPrefix TABLES = new ObjectPrefix("tables/");
  public static final ObjectPrefix DELETED = new ObjectPrefix("deleted/");
  public static final ObjectPrefix REPORTS = new ObjectPrefix("reports/");
  public static final ObjectPrefix VALIDATIONS = new ObjectPrefix("validations/");

  public static final ObjectPrefix REPAIRS = new ObjectPrefix("repairs/");

  public static final ObjectPrefix METASTORE_EXPORTS = new ObjectPrefix("metastore/exports/");

  /** On history roots too. */
  public static final ObjectPrefix PREFLIGHT = new ObjectPrefix("preflight/");

  private ControlPaths() {}

  public static ObjectPath role(long number) {
    return numbered(ROLES, number);
  }

  public static ObjectPath point(long number) {
    return numbered(POINTS, number);
  }

  public static ObjectPath deleted(long number) {
    return numbered(DELETED, number);
  }

  public static ObjectPath report(String run) {
    return REPORTS.resolve(ObjectPath.of(run + ".json"));
  }

  public static ObjectPath repair(String run) {
    return REPAIRS.resolve(ObjectPath.of(run + ".json"));
  }

  public static ObjectPath segment(long point, String run, int index, SegmentFormat format) {
    return LEDGER.resolve(
        ObjectPath.of("%s-%s-%d%s".formatted(padded(point), run, index, format.extension())));
  }

  public static ObjectPath tables(long point, String run) {
    return TABLES.resolve(ObjectPath.of("%s-%s.jsonl.gz".formatted(padded(point), run)));
  }

  public static ObjectPath claim(String run, String index) {
    return CLAIMS.resolve(ObjectPath.of(run + "/" + index + JsonLines.FORMAT.extension()));
  }

  /**
   * The number in a numbered document's name; throws {@link NumberFormatException} for other names.
   */
  public static long number(ObjectPath path) {
    String name = path.name();
    return Long.parseLong(name.substring(0, name.indexOf('.') < 0 ? 0 : name.indexOf('.')));
  }

  /** The number of the point that a segment, or a document of tables, was written for. */
  public static long segmentPoint(ObjectPath segment) {
    String name = segment.name();
    return Long.parseLong(name.substring(0, name.indexOf('-')));
  }

  private static ObjectPath numbered(ObjectPrefix prefix, long number) {
    return prefix.resolve(ObjectPath.of(padded(number) + ".json"));
  }

  private static String padded(long number) {
    return "%010d".formatted(number);
  }
}
