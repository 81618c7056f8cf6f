package io.twinlake.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.hdfs.protocol.DSQuotaExceededException;
import org.apache.hadoop.hdfs.protocol.NSQuotaExceededException;
import org.apache.spark.sql.errors.QueryExecutionErrors;
import org.junit.jupiter.api.Test;

/**
 * An end that only the platform tells of: the scripts' last line names the setting that mends it.
 * Where a platform's own class is on our class path it writes the text itself; else the text is as
 * its source has it, which stands beside it. YarnIT of the matrix has YARN say some of them.
 */
class PlatformEndsTest {
  /** What stands in every log of YARN and Spark, whatever comes after it. */
  private static final List<String> ORDINARY =
      List.of(
          "INFO Client: Uploading resource file:/a/twinlake.jar -> abfs://c@a.dfs.core.windows.net/user/etl/.sparkStaging/application_1_2/twinlake.jar",
          "INFO SparkContext: Added JAR file:///usr/jars/io.delta_delta-core_2.12-2.3.0.jar",
          "INFO Client: Verifying our application has not requested more than the maximum memory capability of the cluster (4096 MB per container)",
          "  command: {{JAVA_HOME}}/bin/java -server -Xmx512m -XX:OnOutOfMemoryError=kill",
          "INFO QuotaManager: no quota is set",
          "INFO Client: Application report for application_1_2 (state: RUNNING)");

  private record Ending(String line, String setting) {}

  private static List<Ending> endings() {
    List<Ending> endings = new ArrayList<>();
    java(endings);
    yarn(endings);
    staging(endings);
    quota(endings);
    memory(endings);
    delta(endings);
    endings.add(
        // Hadoop, AbfsConfiguration.getStorageAccountKey by InvalidConfigurationValueException.
        new Ending(
            "Invalid configuration value detected for fs.azure.account.key",
            "fs.azure.account.key.ACCOUNT"));
    endings.add(
        // Hadoop, of its ShellDecryptionKeyProvider; the class is what counts.
        new Ending(
            "org.apache.hadoop.fs.azure.KeyProviderException: Script path",
            "fs.azure.account.key.ACCOUNT"));
    // Spark, SparkSubmit.runMain.
    endings.add(new Ending("Error: Failed to load class io.twinlake.Main.", "TWINLAKE_JAR"));
    return endings;
  }

  private static void java(List<Ending> endings) {
    endings.add(
        new Ending(
            new UnsupportedClassVersionError(
                    "io/twinlake/jobs/cli/Main has been compiled by a more recent version of the Java Runtime (class file version 61.0)")
                .toString(),
            "TWINLAKE_JDK"));
    // Our own Main, on Java 8.
    endings.add(new Ending(io.twinlake.Main.class.getName() + " " + tooOld(), "TWINLAKE_JDK"));
    endings.add(new Ending("Unrecognized VM option 'UseParallelOldGC'", "extraJavaOptions"));
    endings.add(
        new Ending(
            "/bin/bash: /no/java/bin/java: No such file or directory", "TWINLAKE_JAVA_HOME"));
  }

  private static String tooOld() {
    return "twinlake: Java 17 or later is needed, and this driver runs Java 1.8 (/usr/lib/jvm/8).";
  }

  /** Hadoop: LeafQueue, CapacityScheduler, RMAppManager. Spark: yarn.Client. */
  private static void yarn(List<Ending> endings) {
    endings.add(
        new Ending(
            "Required AM memory (99999+9999 MB) is above the max threshold (8192 MB) of this cluster! Please check the values of 'yarn.scheduler.maximum-allocation-mb' and/or 'yarn.nodemanager.resource.memory-mb'.",
            "TWINLAKE_DRIVER_MEMORY"));
    endings.add(
        new Ending(
            "Application application_1_2 submitted by user a to unknown queue: b",
            "TWINLAKE_QUEUE"));
    endings.add(
        new Ending(
            "Application application_1_2 submitted by user a to non-leaf queue : root",
            "TWINLAKE_QUEUE"));
    endings.add(
        new Ending(
            "User a does not have permission to submit application_1_2 to queue b",
            "TWINLAKE_QUEUE"));
    endings.add(
        new Ending(
            "Queue root.default is STOPPED. Cannot accept submission of application: application_1_2",
            "TWINLAKE_QUEUE"));
  }

  /** Hadoop: FSPermissionChecker.toAccessControlString, AbfsRestOperationException. */
  private static void staging(List<Ending> endings) {
    endings.add(
        new Ending(
            "org.apache.hadoop.security.AccessControlException: Permission denied: user=etl, access=WRITE, inode=\"/user\":hdfs:hdfs:drwxr-xr-x",
            "spark.yarn.stagingDir"));
    endings.add(
        new Ending(
            "java.nio.file.AccessDeniedException: Operation failed: \"This request is not authorized to perform this operation using this permission.\", 403, PUT, https://a.dfs.core.windows.net/c/user/etl/.sparkStaging/application_1_2?resource=directory&timeout=90, AuthorizationPermissionMismatch, \"This request is not authorized to perform this operation using this permission.\"",
            "spark.yarn.stagingDir"));
  }

  private static void quota(List<Ending> endings) {
    // Hadoop writes these two.
    DSQuotaExceededException space = new DSQuotaExceededException(1L << 30, 1L << 31);
    space.setPathName("/user/etl");
    endings.add(new Ending(space.toString(), "spark.yarn.stagingDir"));
    NSQuotaExceededException names = new NSQuotaExceededException(1000, 1001);
    names.setPathName("/user/etl");
    endings.add(new Ending(names.toString(), "spark.yarn.stagingDir"));
    endings.add(
        new Ending(
            "Queue root.default already has 10 applications, cannot accept submission of application: application_1_2",
            "TWINLAKE_QUEUE"));
    endings.add(
        new Ending(
            "Maximum system application limit reached,cannot accept submission of application: application_1_2",
            "TWINLAKE_QUEUE"));
    // Azure's compute, and the codes of a Databricks cluster that does not start.
    endings.add(
        new Ending(
            "Operation could not be completed as it results in exceeding approved Total Regional Cores quota",
            "TWINLAKE_EXECUTORS"));
    endings.add(
        new Ending(
            "Cluster 'x' was terminated. Reason: AZURE_QUOTA_EXCEEDED_EXCEPTION (CLIENT_ERROR)",
            "TWINLAKE_NODE_TYPE"));
    endings.add(
        new Ending(
            "Reason: CLOUD_PROVIDER_RESOURCE_STOCKOUT (CLOUD_FAILURE)", "TWINLAKE_NODE_TYPE"));
  }

  private static void memory(List<Ending> endings) {
    endings.add(
        new Ending(
            "Exception in thread main " + new OutOfMemoryError("Java heap space"),
            "TWINLAKE_DRIVER_MEMORY"));
    // Hadoop, ContainerExecutor and ContainersMonitorImpl; Spark, ApplicationMaster.
    for (String line :
        List.of(
            "Container killed on request. Exit code is 143; exited with code 143",
            "AM Container for appattempt_1_2_000001 exited with  exitCode: 137",
            "Container [pid=7,containerID=container_1] is running beyond physical memory limits. Current usage: 4.1 GB of 4 GB physical memory used")) {
      endings.add(new Ending(line, "TWINLAKE_DRIVER_MEMORY"));
    }
  }

  private static void delta(List<Ending> endings) {
    // Spark 3.3 writes this one; the next is what 3.5 and later make of it.
    endings.add(
        new Ending(
            String.valueOf(
                QueryExecutionErrors.failedToFindDataSourceError(
                    "delta", new ClassNotFoundException("delta.DefaultSource"))),
            "spark.sql.extensions"));
    endings.add(
        new Ending(
            "[DATA_SOURCE_NOT_FOUND] Failed to find the data source: delta. Make sure the provider name is correct and the package is properly registered",
            "spark.sql.extensions"));
    endings.add(
        new Ending(
            "WARN SparkSession: Cannot use io.delta.sql.DeltaSparkSessionExtension to configure session extensions.",
            "spark.sql.extensions"));
    for (LinkageError clash :
        List.of(
            new NoSuchMethodError("'void org.apache.spark.sql.delta.DeltaLog.x()'"),
            // What Spark 4.1.1 said with delta-spark 3.3.3 on its class path.
            new NoSuchMethodError("'java.util.Map org.apache.spark.internal.LogEntry.context()'"),
            new NoClassDefFoundError("io/delta/storage/LogStore"),
            new AbstractMethodError("org.apache.spark.sql.delta.X.y()"))) {
      endings.add(new Ending(clash.toString(), "spark.sql.extensions"));
    }
    endings.add(
        new Ending(
            new ClassNotFoundException("io.delta.sql.DeltaSparkSessionExtension").toString(),
            "spark.sql.extensions"));
  }

  @Test
  void eachNamesTheSettingThatMendsIt() throws Exception {
    for (Ending ending : endings()) {
      assertThat(hint(ending.line())).as(ending.line()).hasSize(1);
      assertThat(hint(ending.line()).get(0)).as(ending.line()).contains(ending.setting());
    }
    assertThat(hint("nothing that is known")).isEmpty();
  }

  /** The function of common.sh that the scripts call with the log of a job that told no code. */
  private static List<String> hint(String line) throws Exception {
    List<String> log = new ArrayList<>(ORDINARY);
    log.add(line);
    Process bash =
        new ProcessBuilder(
                "bash",
                "-c",
                "source \"$0\"; hint \"$1\"",
                SubmitFiles.ROOT.resolve("common.sh").toString(),
                String.join("\n", log))
            .redirectErrorStream(true)
            .start();
    bash.getOutputStream().close();
    try {
      String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(bash.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return said.lines().toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
