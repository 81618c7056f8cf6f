package io.twinlake.jobs.spark;

import io.twinlake.core.ledger.LedgerRow;
import io.twinlake.core.ledger.RowCodec;
import io.twinlake.core.ledger.Segment;
import io.twinlake.core.run.TransferOutcome;
import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** What transfers leave: new rows of the ledger, and the outcome of each batch. */
final class LedgerRows {
  /** Dataset, a zero byte, path: in its unsigned order a segment is sorted. */
  static final String KEY = "key";

  static final StructType COLUMNS =
      new StructType()
          .add(KEY, DataTypes.BinaryType, true)
          .add("row", DataTypes.StringType, true)
          .add("outcome", DataTypes.BinaryType, true);

  private LedgerRows() {}

  static Row of(LedgerRow row) {
    return RowFactory.create(
        Segment.key(row).getBytes(StandardCharsets.UTF_8), RowCodec.encode(row), null);
  }

  static Row of(TransferOutcome outcome) {
    return RowFactory.create(null, null, Parcel.pack(outcome));
  }

  static boolean isLedgerRow(Row row) {
    return !row.isNullAt(1);
  }

  static TransferOutcome outcome(Row row) {
    return Parcel.unpack(row.getAs(2), TransferOutcome.class);
  }

  static LedgerRow ledgerRow(Row row) {
    return RowCodec.decode(row.getString(1), "A ledger row in transit");
  }
}
