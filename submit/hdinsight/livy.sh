#!/usr/bin/env bash
# Runs a Twinlake job as a Livy batch through a cluster's gateway, from anywhere.
#   livy.sh --job replicate [--values FILE] [--dry-run] [--no-wait] [-- --dataset orders]
# Waits, shows the end of the log, and exits with the job's own code. Ctrl-C deletes the batch, which kills the application.
set -euo pipefail
here=$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=submit/common.sh
source "$here/../common.sh"
# shellcheck source=submit/hdinsight/conf.sh
source "$here/conf.sh"

values=$here/values.env
read_options "$@"
need_tools jq curl
need_values TWINLAKE_JAR TWINLAKE_CONFIG TWINLAKE_LIVY
need_address TWINLAKE_LIVY
need_numbers TWINLAKE_EXECUTORS TWINLAKE_EXECUTOR_CORES
set_spark_conf
set_arguments

# One name for one submission, by which a lost answer is looked up.
name=twinlake-$job-$(date -u +%Y%m%dT%H%M%SZ)-$$
[[ -z $dry_run ]] || name=twinlake-$job
body=$(jq -n \
  --arg file "$TWINLAKE_JAR" --arg class "$main_class" --arg name "$name" \
  --arg driver "${TWINLAKE_DRIVER_MEMORY:-4g}" --arg executor "${TWINLAKE_EXECUTOR_MEMORY:-4g}" \
  --argjson cores "${TWINLAKE_EXECUTOR_CORES:-4}" --argjson executors "${TWINLAKE_EXECUTORS:-4}" \
  --argjson args "$(json_array "${arguments[@]}")" \
  --argjson archives "$(json_array "${archives[@]}")" \
  --argjson conf "$(json_array "${conf[@]}")" \
  '{file: $file, className: $class, name: $name, args: $args, archives: $archives, driverMemory: $driver,
    executorMemory: $executor, executorCores: $cores, numExecutors: $executors,
    conf: ($conf | map(capture("^(?<key>[^=]+)=(?<value>.*)$")) | from_entries)}')

if [[ -n $dry_run ]]; then
  printf 'POST %s/batches\nX-Requested-By: twinlake\n%s\n' "$TWINLAKE_LIVY" "$body"
  exit 0
fi

case ${TWINLAKE_LIVY_AUTH:-basic} in
  none) ;;
  basic)
    basic_user=${TWINLAKE_LIVY_USER:-admin}
    if [[ -n ${TWINLAKE_LIVY_PASSWORD_FILE:-} ]]; then
      [[ -r $TWINLAKE_LIVY_PASSWORD_FILE ]] || die 2 "The password file $TWINLAKE_LIVY_PASSWORD_FILE cannot be read." "TWINLAKE_LIVY_PASSWORD_FILE in $values names it."
      basic_password=$(< "$TWINLAKE_LIVY_PASSWORD_FILE")
    else
      basic_password=${TWINLAKE_LIVY_PASSWORD:-}
    fi
    [[ -n $basic_password ]] || die 2 "There is no password for $basic_user." "Set TWINLAKE_LIVY_PASSWORD_FILE in $values, or TWINLAKE_LIVY_PASSWORD in the environment."
    ;;
  entra)
    token=${TWINLAKE_LIVY_TOKEN:-}
    if [[ -z $token ]]; then
      token_instead=TWINLAKE_LIVY_TOKEN
      need_tools az
      token=$(az account get-access-token --resource "${TWINLAKE_LIVY_RESOURCE:-https://hib.azurehdinsight.net}" --query accessToken --output tsv) ||
        die 7 "az gives no token for the cluster." "Run az login as the identity that may submit jobs."
    fi
    authorization_header="Bearer $token"
    ;;
  *) die 2 "TWINLAKE_LIVY_AUTH is '$TWINLAKE_LIVY_AUTH'." "Say basic, entra or none." ;;
esac

service="Livy at $TWINLAKE_LIVY"
access="Check TWINLAKE_LIVY_USER and its password, or the token; the user needs the right to submit jobs."

# A batch whose answer got lost may exist: it is looked up by its name before anything is sent again.
find_batch() {
  ask GET "$TWINLAKE_LIVY/batches?from=0&size=1000"
  [[ $http == 200 ]] || die 7 "$service did not answer the submission, and cannot be asked whether it took it ($(said))." "Look for a batch named $name there before you submit again."
  batch=$(field "[.sessions[] | select(.name == \"$name\") | .id] | last")
}

submit() {
  ask POST "$TWINLAKE_LIVY/batches" "$body"
  case $http in
    200 | 201) batch=$(field .id) ;;
    000 | 5*) find_batch ;;
    *) refused "$service" "$access" ;;
  esac
}

batch=
submit
[[ -n $batch ]] || submit
[[ -n $batch ]] || refused "$service" "$access"
say "Batch $batch ($name) at $TWINLAKE_LIVY"
[[ -n $wait_for_end ]] || exit 0

shown=
look() {
  ask GET "$TWINLAKE_LIVY/batches/$batch"
  if [[ $http == 404 ]]; then
    die 7 "Batch $batch is gone." "Somebody deleted it, or Livy was restarted without recovery. Look at YARN whether its application still runs."
  fi
  [[ $http == 200 ]] || return 0
  state=$(field .state)
  local line
  line="$state $(field .appId)"
  [[ $line == "$shown" ]] || say "$(date -u +%H:%M:%S) $line"
  shown=$line
  case $state in
    success | dead | killed | error | shutting_down) ended=$state ;;
  esac
}

stop() {
  ask DELETE "$TWINLAKE_LIVY/batches/$batch"
  [[ $http == 200 || $http == 404 ]] || say "Batch $batch could not be deleted ($(said)); it may still run."
}

watch "batch $batch" look stop
ask GET "$TWINLAKE_LIVY/batches/$batch/log?from=0&size=2000"
log=$(field '.log[]')
tail -n "${LOG_LINES:-100}" <<< "$log"
case $ended in
  success) exit 0 ;;
  killed | shutting_down) code=130 ;;
  *) code=$(exit_code_in "$log") ;;
esac
say "twinlake submit: $job ended as $ended, exit code $code. The driver's log: yarn logs -applicationId $(sed 's/^[a-z_]* *//' <<< "$shown")"
# A code of our own comes with a message of our own.
[[ $code != 1 ]] || hint "$log"
exit "$code"
