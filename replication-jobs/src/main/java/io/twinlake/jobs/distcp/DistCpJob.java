package io.twinlake.jobs.distcp;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.tools.DistCp;
import org.apache.hadoop.tools.DistCpConstants;
import org.apache.hadoop.tools.DistCpOptions;

/**
 * One job of DistCp: without -update, -overwrite, -delete and -direct, so that it only adds, and
 * only whole files. Loaded only where Hadoop's DistCp is on the class path.
 */
final class DistCpJob {
  private final JobConf settings = new JobConf();

  /**
   * @param hadoop what the stores are opened with; mapred-site.xml comes from the class path
   */
  DistCpJob(Map<String, String> hadoop) {
    hadoop.forEach(settings::set);
    settings.setClassLoader(DistCpJob.class.getClassLoader());
  }

  /**
   * Copies what a list names and waits.
   *
   * @throws ReplicationException if it failed or was killed; what it copied stays at the target
   */
  void run(String dataset, URI from, URI to, java.nio.file.Path list) {
    settings.set(DistCpConstants.CONF_LABEL_COPY_LISTING_CLASS, PlannedListing.class.getName());
    settings.set(PlannedListing.LIST, list.toString());
    settings.set(PlannedListing.ROOT, from.toString());
    settings.setJobName("twinlake distcp " + dataset);
    DistCpOptions options =
        new DistCpOptions.Builder(List.of(new Path(from)), new Path(to))
            .withBlocking(false)
            .build();
    Job job = null;
    try {
      DistCp distCp = new DistCp(settings, options);
      job = distCp.createAndSubmitJob();
      if (!job.waitForCompletion(false)) {
        throw failed(dataset, job.getJobID() + " ended as " + job.getJobState(), null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      kill(job);
      throw failed(dataset, "the run was interrupted", e);
    } catch (LinkageError e) {
      throw new ReplicationException(
          Effect.NONE_DO_NOT_RETRY,
          "Hadoop's DistCp does not run here: %s. Its jar and those it needs must be of the cluster's Hadoop; give them by --jars, or remove 'engine: distcp' from dataset %s."
              .formatted(e, dataset),
          e);
    } catch (ReplicationException e) {
      throw e;
    } catch (Exception e) {
      // Its text may hold what Hadoop knows of accounts.
      throw failed(dataset, e.getClass().getName(), null);
    }
  }

  private static void kill(Job job) {
    try {
      if (job != null) {
        job.killJob();
      }
    } catch (IOException e) {
      throw new ReplicationException(
          Effect.UNKNOWN, "DistCp's job " + job.getJobID() + " could not be killed.", e);
    }
  }

  private static ReplicationException failed(String dataset, String why, Throwable cause) {
    return new ReplicationException(
        Effect.NONE_MAY_RETRY,
        "DistCp did not load dataset %s: %s. Nothing was committed; what it copied stays, and the next run compares it and goes on. Its log: yarn logs. Without 'engine: distcp' Twinlake copies by itself."
            .formatted(dataset, why),
        cause);
  }
}
