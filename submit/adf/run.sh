#!/usr/bin/env bash
# Starts a Twinlake job as a run of a Data Factory pipeline, deployed before from hdinsight.json or databricks.json.
#   run.sh --job replicate [--values FILE] [--dry-run] [--no-wait] [-- --dataset orders,clicks]
# replicate runs the pipeline twinlake (replicate, validate, alert); any other job runs twinlake-job. Waits; exits 0 where the run
# succeeded and 1 where it failed: Data Factory does not pass exit codes on. Ctrl-C cancels the run.
set -euo pipefail
here=$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=submit/common.sh
source "$here/../common.sh"

values=$here/values.env
read_options "$@"
need_tools jq curl
need_values AZURE_SUBSCRIPTION AZURE_RESOURCE_GROUP AZURE_DATA_FACTORY TWINLAKE_PAIR

[[ $job != metastore-* ]] || die 2 "There is no pipeline for $job." "Take hdinsight or databricks; the bundle schedules export and import."
parameters=(pair "$TWINLAKE_PAIR")
set -- "${more[@]}"
while [[ $# -gt 0 ]]; do
  [[ $# -ge 2 ]] || die 2 "$1 needs a value." "See the head of $0"
  case $job:$1 in
    *:--dataset) parameters+=(datasets "$2") ;;
    replicate:--level) parameters+=(level "$2") ;;
    replicate:--recovery-point) parameters+=(recoveryPoint "$2") ;;
    *) die 2 "The pipelines have no parameter for $1 of $job." "They take --dataset, and replicate takes --level and --recovery-point for its validate." ;;
  esac
  shift 2
done
if [[ $job == replicate ]]; then
  pipeline=twinlake
else
  pipeline=twinlake-job
  parameters+=(job "$job")
fi
body=$(json_array "${parameters[@]}" | jq '[_nwise(2) | {key: .[0], value: .[1]}] | from_entries')
management=${AZURE_MANAGEMENT:-https://management.azure.com}
factory=$management/subscriptions/$AZURE_SUBSCRIPTION/resourceGroups/$AZURE_RESOURCE_GROUP/providers/Microsoft.DataFactory/factories/$AZURE_DATA_FACTORY
version='api-version=2018-06-01'

if [[ -n $dry_run ]]; then
  printf 'POST %s/pipelines/%s/createRun?%s\n%s\n' "$factory" "$pipeline" "$version" "$body"
  exit 0
fi

token=${AZURE_TOKEN:-}
if [[ -z $token ]]; then
  token_instead=AZURE_TOKEN
  need_tools az
  token=$(az account get-access-token --resource https://management.azure.com/ --query accessToken --output tsv) ||
    die 7 "az gives no token." "Run az login as an identity with the role Data Factory Contributor."
fi
authorization_header="Bearer $token"
service="Data factory $AZURE_DATA_FACTORY"
access="The identity needs the role Data Factory Contributor on it."

# Sent once: the service gives a run no name by which a lost answer could be looked up. Two would wait for each other, as the
# pipeline's concurrency is 1.
ask POST "$factory/pipelines/$pipeline/createRun?$version" "$body"
case $http in
  000 | 5*) die 7 "$service did not answer; the run may have begun ($(said))." "Look at Monitor, pipeline $pipeline, before you start it again." ;;
esac
[[ $http == 200 ]] || refused "$service" "$access"
run=$(field .runId)
[[ -n $run ]] || refused "$service" "$access"
say "Run $run of pipeline $pipeline in $AZURE_DATA_FACTORY"
[[ -n $wait_for_end ]] || exit 0

shown=
look() {
  ask GET "$factory/pipelineruns/$run?$version"
  [[ $http == 200 ]] || return 0
  state=$(field .status)
  [[ $state == "$shown" ]] || say "$(date -u +%H:%M:%S) $state"
  shown=$state
  case $state in
    Succeeded | Failed | Cancelled)
      ended=$state
      message=$(field .message)
      ;;
  esac
}

stop() {
  ask POST "$factory/pipelineruns/$run/cancel?isRecursive=true&$version"
  [[ $http == 200 ]] || say "Run $run could not be cancelled ($(said)); it may still run."
}

watch "run $run" look stop
[[ $ended != Succeeded ]] || exit 0
say "twinlake submit: $job ended as $ended. $message"
[[ $ended != Cancelled ]] || exit 130
hint "$message"
exit 1
