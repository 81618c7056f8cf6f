package io.twinlake.it.spark;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/** Remembers which executor each task ran on. */
final class TaskPlaces extends SparkListener {
  private static final Pattern REQUESTER = Pattern.compile("[^/]+/([a-z-]+)-(\\d+)/(\\d+)/.*");

  private final Map<String, String> executors = new ConcurrentHashMap<>();

  @Override
  public void onTaskStart(SparkListenerTaskStart start) {
    executors.put(start.stageId() + "/" + start.taskInfo().index(), start.taskInfo().executorId());
  }

  /** The executor that sent a request, if a task of {@code step} did. */
  Optional<String> executor(String clientRequestId, String step) {
    Matcher parts = REQUESTER.matcher(clientRequestId);
    return parts.matches() && parts.group(1).equals(step)
        ? Optional.ofNullable(executors.get(parts.group(2) + "/" + parts.group(3)))
        : Optional.empty();
  }
}
