#!/usr/bin/env bash
# Runs a Twinlake job on YARN in cluster mode, from a node that has spark-submit (a head node of HDInsight).
#   spark-submit.sh --job replicate [--values FILE] [--dry-run] [--no-wait] [-- --dataset orders]
# Waits for the end and exits with the job's own code. Ctrl-C kills the application.
set -euo pipefail
here=$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=submit/common.sh
source "$here/../common.sh"
# shellcheck source=submit/hdinsight/conf.sh
source "$here/conf.sh"

values=$here/values.env
read_options "$@"
need_values TWINLAKE_JAR TWINLAKE_CONFIG
set_spark_conf
set_arguments

command=("${SPARK_SUBMIT:-spark-submit}" --master yarn --deploy-mode cluster --name "twinlake-$job"
  --driver-memory "${TWINLAKE_DRIVER_MEMORY:-4g}"
  --executor-memory "${TWINLAKE_EXECUTOR_MEMORY:-4g}"
  --executor-cores "${TWINLAKE_EXECUTOR_CORES:-4}"
  --num-executors "${TWINLAKE_EXECUTORS:-4}")
for setting in "${conf[@]}"; do
  command+=(--conf "$setting")
done
[[ ${#archives[@]} -eq 0 ]] || command+=(--archives "${archives[0]}")
[[ -z ${TWINLAKE_JARS:-} ]] || command+=(--jars "$TWINLAKE_JARS")
[[ -n $wait_for_end ]] || command+=(--conf spark.yarn.submit.waitAppCompletion=false)
command+=(--class "$main_class" "$TWINLAKE_JAR" "${arguments[@]}")

if [[ -n $dry_run ]]; then
  printf '%q' "${command[0]}"
  printf ' \\\n  %q' "${command[@]:1}"
  printf '\n'
  exit 0
fi

command -v "${command[0]}" > /dev/null || die 2 "${command[0]} was not found." "Run this on a head node, or use livy.sh from anywhere."
log=$(mktemp)

kill_application() {
  local application
  application=$(grep -o 'application_[0-9]*_[0-9]*' "$log" | head -n 1 || true)
  kill "$pid" 2> /dev/null || true
  if [[ -n $application ]]; then
    say "Killing $application ..."
    yarn application -kill "$application" >&2 || say "It may still run: yarn application -kill $application"
  fi
  rm -rf "$log" "$pipes"
  exit 130
}

# By pipes with names, so that their readers can be waited for: the code is in the last lines.
pipes=$(mktemp -d)
mkfifo "$pipes/out" "$pipes/err"
tee -a "$log" < "$pipes/out" &
readers=($!)
tee -a "$log" < "$pipes/err" >&2 &
readers+=($!)
"${command[@]}" > "$pipes/out" 2> "$pipes/err" &
pid=$!
trap kill_application INT TERM
code=0
wait "$pid" || code=$?
wait "${readers[@]}" || true
rm -rf "$pipes"
if [[ $code -ne 0 ]]; then
  code=$(exit_code_in "$(< "$log")")
  say "twinlake submit: $job ended with exit code $code. The driver's log: yarn logs -applicationId $(grep -o 'application_[0-9]*_[0-9]*' "$log" | head -n 1 || echo ID)"
  [[ $code != 1 ]] || hint "$(< "$log")"
fi
rm -f "$log"
exit "$code"
