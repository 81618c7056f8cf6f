package io.twinlake.jobs.spark;

import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.io.InputFile;

/** Makes the reader of a segment. */
final class LedgerReaderBuilder extends ParquetReader.Builder<Group> {

  LedgerReaderBuilder(InputFile file) {
    super(file);
  }

  @Override
  protected ReadSupport<Group> getReadSupport() {
    return new GroupReadSupport();
  }
}
