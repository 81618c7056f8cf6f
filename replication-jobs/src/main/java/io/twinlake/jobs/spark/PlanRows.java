package io.twinlake.jobs.spark;

import io.twinlake.core.plan.ActionCodec;
import io.twinlake.core.plan.PlanAction;
import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Actions, one a row in path order, and behind those of each partition what it amounts to. */
final class PlanRows {
  static final String ACTION = "action";
  static final String SUMMARY = "summary";

  static final StructType COLUMNS =
      new StructType()
          .add("path", DataTypes.BinaryType, true)
          .add(ACTION, DataTypes.StringType, true)
          .add(SUMMARY, DataTypes.BinaryType, true);

  private PlanRows() {}

  static Row of(PlanAction action) {
    return RowFactory.create(
        action.path().value().getBytes(StandardCharsets.UTF_8), ActionCodec.encode(action), null);
  }

  static Row of(PartSummary summary) {
    return RowFactory.create(null, null, Parcel.pack(summary));
  }

  static boolean isAction(Row row) {
    return !row.isNullAt(1);
  }

  /** The action as tasks hand it on. */
  static String text(Row row) {
    return row.getString(1);
  }

  static PlanAction action(Row row) {
    return ActionCodec.decode(row.getString(1));
  }

  static PartSummary summary(Row row) {
    return Parcel.unpack(row.getAs(2), PartSummary.class);
  }
}
