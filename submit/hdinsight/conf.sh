# shellcheck shell=bash disable=SC2034
# The Spark settings of a job on HDInsight, for spark-submit.sh and livy.sh alike.

# Sets conf (key=value, one each) and archives (none or one).
set_spark_conf() {
  local java_home
  archives=()
  if [[ -n ${TWINLAKE_JAVA_HOME:-} ]]; then
    java_home=$TWINLAKE_JAVA_HOME
  else
    need_values TWINLAKE_JDK
    # YARN unpacks it into each container's directory, below this name.
    archives=("$TWINLAKE_JDK#jdk17")
    java_home=./jdk17
  fi
  # extraJavaOptions replace what spark-defaults.conf of the cluster says there. They must: flags of Java 8's collectors
  # (-XX:+UseParallelOldGC) keep Java 17 from starting.
  conf=(
    "spark.redaction.regex=$redaction"
    "spark.yarn.appMasterEnv.JAVA_HOME=$java_home"
    "spark.executorEnv.JAVA_HOME=$java_home"
    "spark.driver.extraJavaOptions=$java_options"
    "spark.executor.extraJavaOptions=$java_options"
    # YARN would repeat every run that ended with a code, a refused one and a partial one, too. The next run of the
    # schedule goes on where a lost ApplicationMaster stopped.
    spark.yarn.maxAppAttempts=1
    "spark.yarn.queue=${TWINLAKE_QUEUE:-default}"
  )
}

# exit_code_in LOG: the job's own exit code, as YARN's diagnostics tell it; 1 where they do not.
exit_code_in() {
  local code
  code=$(sed -n 's/.*Twinlake ended with exit code \([0-9][0-9]*\).*/\1/p' <<< "$1" | tail -n 1)
  printf '%s' "${code:-1}"
}
