package io.twinlake.jobs.distcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.JobID;
import org.apache.hadoop.mapreduce.RecordReader;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.task.JobContextImpl;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.tools.CopyListingFileStatus;
import org.apache.hadoop.tools.DistCpContext;
import org.apache.hadoop.tools.DistCpOptions;
import org.apache.hadoop.tools.mapred.UniformSizeInputFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What DistCp's tasks make of our list. */
class PlannedListingTest {
  private static final int OBJECTS = 40;
  private static final int TASKS = 4;

  @TempDir Path scratch;

  @Test
  void everyTaskGetsItsShareOfTheObjects() throws Exception {
    URI root = URI.create("abfs://raw@sa3.dfs.core.windows.net/raw");
    Path list = scratch.resolve("list");
    try (CopyList.Writer writer = new CopyList.Writer(list, root)) {
      for (int i = 0; i < OBJECTS; i++) {
        writer.add("part %02d".formatted(i), 1L << 30);
      }
    }
    Configuration settings = new Configuration();
    settings.set("hadoop.tmp.dir", scratch.resolve("tmp").toString());
    settings.set(PlannedListing.LIST, list.toString());
    settings.set(PlannedListing.ROOT, root.toString());
    settings.setInt("mapreduce.job.maps", TASKS);
    new PlannedListing(settings, new Credentials())
        .buildListing(
            new org.apache.hadoop.fs.Path(scratch.resolve("fileList.seq").toUri()),
            new DistCpContext(
                new DistCpOptions.Builder(
                        List.of(new org.apache.hadoop.fs.Path(root)),
                        new org.apache.hadoop.fs.Path("/target"))
                    .build()));

    assertThat(shares(settings)).hasSize(TASKS).containsOnly(OBJECTS / TASKS);
  }

  private static List<Integer> shares(Configuration settings) throws Exception {
    UniformSizeInputFormat format = new UniformSizeInputFormat();
    TaskAttemptContext task = new TaskAttemptContextImpl(settings, new TaskAttemptID());
    List<Integer> shares = new ArrayList<>();
    for (InputSplit split : format.getSplits(new JobContextImpl(settings, new JobID()))) {
      try (RecordReader<Text, CopyListingFileStatus> reader =
          format.createRecordReader(split, task)) {
        reader.initialize(split, task);
        int objects = 0;
        while (reader.nextKeyValue()) {
          objects++;
        }
        shares.add(objects);
      }
    }
    return shares;
  }
}
