package io.twinlake.jobs.distcp;

import io.twinlake.core.Effect;
import io.twinlake.core.ReplicationException;
import io.twinlake.core.preflight.ConfiguredKeys;
import io.twinlake.storage.azure.Redaction;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.MRJobConfig;
import org.apache.hadoop.mapreduce.TaskCompletionEvent;
import org.apache.hadoop.tools.DistCp;
import org.apache.hadoop.tools.DistCpConstants;
import org.apache.hadoop.tools.DistCpOptions;

/**
 * One job of DistCp: without -update, -overwrite, -delete and -direct, so that it only adds, and
 * only whole files. Loaded only where Hadoop's DistCp is on the class path.
 */
final class DistCpJob {
  /** What the history server and the pages of a job show as stars. */
  private static final String REDACTED = "mapreduce.job.redacted-properties";

  private static final Set<TaskCompletionEvent.Status> FAILED =
      EnumSet.of(TaskCompletionEvent.Status.FAILED, TaskCompletionEvent.Status.TIPFAILED);

  private static final List<String> STAGED =
      List.of(MRJobConfig.MAPREDUCE_JOB_DIR, DistCpConstants.CONF_LABEL_META_FOLDER);

  private static final Pattern OWN = Pattern.compile("job_.+|_distcp.+");

  private static final Pattern STACK = Pattern.compile("\\n\\s*at ");
  private static final int MOST_OF_A_REASON = 500;
  private static final int MOST_EVENTS = 100;

  private final JobConf settings = new JobConf();

  /**
   * @param hadoop what the stores are opened with; mapred-site.xml comes from the class path
   */
  DistCpJob(Map<String, String> hadoop) {
    hadoop.forEach(settings::set);
    settings.setClassLoader(DistCpJob.class.getClassLoader());
    List<String> secrets = new ArrayList<>(settings.getStringCollection(REDACTED));
    secrets.addAll(ConfiguredKeys.secretsAmong(hadoop));
    settings.set(REDACTED, String.join(",", secrets));
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
    // DistCp puts its own name in front.
    settings.setJobName("twinlake " + dataset);
    Job job = null;
    try {
      DistCp distCp = new DistCp(settings, options(from, to));
      job = distCp.createAndSubmitJob();
      if (!job.waitForCompletion(false)) {
        String why = job.getJobID() + " ended as " + job.getJobState() + reason(job);
        removeWhatIsStaged(job);
        throw failed(dataset, why, null);
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
      // Its text may hold what Hadoop knows of accounts, and its causes too.
      throw failed(dataset, e.getClass().getName() + shortened(e.getMessage()), null);
    }
  }

  /** DistCp itself lets its own defaults win over these two keys. */
  private DistCpOptions options(URI from, URI to) {
    DistCpOptions.Builder options =
        new DistCpOptions.Builder(List.of(new Path(from)), new Path(to)).withBlocking(false);
    int maps = settings.getInt(DistCpConstants.CONF_LABEL_MAX_MAPS, 0);
    if (maps > 0) {
      options.maxMaps(maps);
    }
    float bandwidth = settings.getFloat(DistCpConstants.CONF_LABEL_BANDWIDTH_MB, 0);
    if (bandwidth > 0) {
      options.withMapBandwidth(bandwidth);
    }
    return options.build();
  }

  /** What the first task that failed said, or else the job. */
  private static String reason(Job job) throws InterruptedException {
    try {
      for (TaskCompletionEvent event : job.getTaskCompletionEvents(0, MOST_EVENTS)) {
        if (FAILED.contains(event.getStatus())) {
          for (String said : job.getTaskDiagnostics(event.getTaskAttemptId())) {
            return shortened(said);
          }
        }
      }
      return shortened(job.getStatus().getFailureInfo());
    } catch (IOException e) {
      // Its master is gone, and the history server does not know it.
      return "";
    }
  }

  /** In brackets, without where in Hadoop's code it was. */
  private static String shortened(String text) {
    String clean = STACK.split(Redaction.of(text).strip(), 2)[0].strip().replaceAll("\\s+", " ");
    if (clean.isEmpty()) {
      return "";
    }
    return clean.length() > MOST_OF_A_REASON
        ? " (" + clean.substring(0, MOST_OF_A_REASON) + "...)"
        : " (" + clean + ")";
  }

  /** YARN leaves it there when it kills a job, and the keys of accounts stand in it. */
  private static void removeWhatIsStaged(Job job) {
    for (String key : STAGED) {
      String directory = job.getConfiguration().get(key);
      try {
        // Both are one job's own; a name that is neither was set by somebody else.
        if (directory != null && OWN.matcher(new Path(directory).getName()).matches()) {
          Path staged = new Path(directory);
          staged.getFileSystem(job.getConfiguration()).delete(staged, true);
        }
      } catch (IOException e) {
        // Why the job failed is what is told; only its user can read what is left.
      }
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
        "DistCp did not load dataset %s: %s. Nothing was committed; what it copied stays, and the next run compares it and goes on. Its log: yarn logs. Remove 'engine: distcp' and Twinlake copies by itself."
            .formatted(dataset, why),
        cause);
  }
}
