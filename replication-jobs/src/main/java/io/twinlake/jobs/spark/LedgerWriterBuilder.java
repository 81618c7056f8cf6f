package io.twinlake.jobs.spark;

import io.twinlake.core.ledger.LedgerRow;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.RecordConsumer;

/** Makes the writer of a segment. */
final class LedgerWriterBuilder extends ParquetWriter.Builder<LedgerRow, LedgerWriterBuilder> {

  LedgerWriterBuilder(OutputFile file) {
    super(file);
    withCompressionCodec(CompressionCodecName.SNAPPY);
  }

  @Override
  protected LedgerWriterBuilder self() {
    return this;
  }

  @Override
  protected WriteSupport<LedgerRow> getWriteSupport(Configuration conf) {
    return new Writing();
  }

  private static final class Writing extends WriteSupport<LedgerRow> {
    private RecordConsumer out;

    @Override
    public WriteContext init(Configuration configuration) {
      return new WriteContext(
          LedgerColumns.SCHEMA, Map.of(LedgerColumns.FORMAT_KEY, LedgerColumns.FORMAT));
    }

    @Override
    public void prepareForWrite(RecordConsumer consumer) {
      out = consumer;
    }

    @Override
    public void write(LedgerRow row) {
      LedgerColumns.write(row, out);
    }
  }
}
