#!/usr/bin/env bash
# Runs a Twinlake job once on a job cluster of its own, by the Jobs API.
#   run.sh --job replicate [--values FILE] [--dry-run] [--no-wait] [-- --dataset orders]
# Waits, and exits with the job's own code. Ctrl-C cancels the run. For schedules take databricks.yml or job.json.
set -euo pipefail
here=$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=submit/common.sh
source "$here/../common.sh"

values=$here/values.env
read_options "$@"
need_tools jq curl
need_values DATABRICKS_HOST TWINLAKE_JAR TWINLAKE_CONFIG TWINLAKE_RUNTIME TWINLAKE_NODE_TYPE
need_address DATABRICKS_HOST
need_numbers TWINLAKE_WORKERS
set_arguments

# The same token twice is the same run: a submission whose answer got lost can be repeated.
token=twinlake-$job-$(date -u +%Y%m%dT%H%M%SZ)-$$
[[ -z $dry_run ]] || token=twinlake-$job
read -ra accounts <<< "${TWINLAKE_ACCOUNTS:-}"
body=$(jq --arg job "$job" --arg token "$token" --arg jar "$TWINLAKE_JAR" --arg runtime "$TWINLAKE_RUNTIME" \
  --arg node "$TWINLAKE_NODE_TYPE" --argjson workers "${TWINLAKE_WORKERS:-2}" --arg scope "${TWINLAKE_SCOPE:-twinlake}" \
  --argjson arguments "$(json_array "${arguments[@]}")" --argjson accounts "$(json_array "${accounts[@]}")" '
  .run_name = "twinlake-" + $job
  | .idempotency_token = $token
  | .tasks[0] |= (
      .spark_jar_task.parameters = $arguments
      | .libraries[0].jar = $jar
      | .new_cluster |= (
          .spark_version = $runtime
          | .node_type_id = $node
          | .num_workers = $workers
          | reduce $accounts[] as $account (.;
              .spark_conf["spark.hadoop.fs.azure.account.key.\($account).dfs.core.windows.net"] = "{{secrets/\($scope)/\($account)}}")))' \
  "$here/run.json")

if [[ -n $dry_run ]]; then
  printf 'POST %s/api/2.2/jobs/runs/submit\n%s\n' "$DATABRICKS_HOST" "$body"
  exit 0
fi

token=${DATABRICKS_TOKEN:-}
if [[ -z $token && -n ${DATABRICKS_TOKEN_FILE:-} ]]; then
  [[ -r $DATABRICKS_TOKEN_FILE ]] || die 2 "The token file $DATABRICKS_TOKEN_FILE cannot be read." "DATABRICKS_TOKEN_FILE in $values names it."
  token=$(< "$DATABRICKS_TOKEN_FILE")
fi
if [[ -z $token ]]; then
  token_instead=DATABRICKS_TOKEN
  need_tools az
  # The application that stands for Databricks in every tenant.
  token=$(az account get-access-token --resource 2ff814a6-3304-4ab8-85cb-cd0e6f879c1d --query accessToken --output tsv) ||
    die 7 "az gives no token for Databricks." "Run az login, or set DATABRICKS_TOKEN."
fi
authorization_header="Bearer $token"
service="The workspace $DATABRICKS_HOST"
access="The identity needs the right to create clusters or to use the policy, and to read the jar."

for _ in 1 2 3; do
  ask POST "$DATABRICKS_HOST/api/2.2/jobs/runs/submit" "$body"
  [[ $http == 000 || $http == 5* || $http == 429 ]] || break
  pause
done
[[ $http == 200 ]] || refused "$service" "$access"
run=$(field .run_id)
[[ -n $run ]] || refused "$service" "$access"
say "Run $run at $DATABRICKS_HOST"
[[ -n $wait_for_end ]] || exit 0

shown=
look() {
  ask GET "$DATABRICKS_HOST/api/2.2/jobs/runs/get?run_id=$run"
  [[ $http == 200 ]] || return 0
  local line
  line=$(field .state.life_cycle_state)
  [[ $line == "$shown" ]] || say "$(date -u +%H:%M:%S) $line $(field .run_page_url)"
  shown=$line
  case $line in
    TERMINATED | SKIPPED | INTERNAL_ERROR)
      ended=$(field .state.result_state)
      ended=${ended:-$line}
      task=$(field '.tasks[0].run_id')
      message=$(field .state.state_message)
      ;;
  esac
}

stop() {
  ask POST "$DATABRICKS_HOST/api/2.2/jobs/runs/cancel" "{\"run_id\": $run}"
  [[ $http == 200 ]] || say "Run $run could not be cancelled ($(said)); it may still run."
}

watch "run $run" look stop
[[ $ended != SUCCESS ]] || exit 0
ask GET "$DATABRICKS_HOST/api/2.2/jobs/runs/get-output?run_id=${task:-$run}"
error=$(field .error)
say "${error:-$message}"
case $ended in
  CANCELED) code=130 ;;
  *) code=$(sed -n 's/.*Twinlake ended with exit code \([0-9][0-9]*\).*/\1/p' <<< "$error" | tail -n 1) ;;
esac
say "twinlake submit: $job ended as $ended, exit code ${code:-1}."
[[ ${code:-1} != 1 ]] || hint "$error $message"
exit "${code:-1}"
