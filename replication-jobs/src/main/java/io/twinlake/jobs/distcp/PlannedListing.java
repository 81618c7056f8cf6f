package io.twinlake.jobs.distcp;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Paths;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.tools.CopyListing;
import org.apache.hadoop.tools.CopyListingFileStatus;
import org.apache.hadoop.tools.DistCpContext;

/**
 * What DistCp takes for its own listing: our {@link CopyList}. Made by Hadoop, in the JVM that
 * submits the job; its tasks see nothing of ours.
 */
public final class PlannedListing extends CopyListing {
  static final String LIST = "twinlake.distcp.list";
  static final String ROOT = "twinlake.distcp.root";
  private static final long BLOCK = 256L << 20;

  private long objects;
  private long bytes;

  /** As DistCp looks for it. */
  public PlannedListing(Configuration configuration, Credentials credentials) {
    super(configuration, credentials);
  }

  @Override
  protected void validatePaths(DistCpContext context) {
    // Both roots were listed by the plan a moment ago.
  }

  @Override
  protected void doBuildListing(Path listing, DistCpContext context) throws IOException {
    Path root = new Path(URI.create(getConf().get(ROOT)));
    try (SequenceFile.Writer writer =
        SequenceFile.createWriter(
            getConf(),
            SequenceFile.Writer.file(listing),
            SequenceFile.Writer.keyClass(Text.class),
            SequenceFile.Writer.valueClass(CopyListingFileStatus.class))) {
      CopyList.read(
          Paths.get(getConf().get(LIST)),
          (path, size) -> {
            FileStatus status =
                new FileStatus(size, false, 1, BLOCK, 0, CopyList.named(root, path));
            // How much it is, and a place to split at: else one task copies nearly everything.
            writer.append(new Text("/" + path), new CopyListingFileStatus(status, 0, size));
            writer.sync();
            objects++;
            bytes += size;
          });
    }
  }

  @Override
  protected long getBytesToCopy() {
    return bytes;
  }

  @Override
  protected long getNumberOfPaths() {
    return objects;
  }
}
