#!/usr/bin/env bash
# Makes what two sites need: resource groups, networks with peering both ways, accounts with containers, identities, roles, diagnostics.
#   provision.sh what-if [--values FILE]    shows what would change, and changes nothing
#   provision.sh apply   [--values FILE]    shows it, asks, and does it; may run again
#   provision.sh clean-up [--values FILE]   removes both resource groups and ALL DATA in them, after the names of two accounts are typed
#   --dry-run prints the az commands only.
set -euo pipefail
here=$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=submit/common.sh
source "$here/../common.sh"

deed=${1:-}
[[ $deed != -h && $deed != --help ]] || show_help
[[ $# -eq 0 ]] || shift
values=$here/values.env dry_run=''
while [[ $# -gt 0 ]]; do
  case $1 in
    --values)
      [[ $# -ge 2 ]] || die 2 "--values needs a file." "See the head of $0"
      values=$2
      shift
      ;;
    -h | --help) show_help ;;
    --dry-run) dry_run=yes ;;
    *) die 2 "Unknown option $1." "See the head of $0" ;;
  esac
  shift
done
[[ -f $values ]] || die 2 "There is no file of values $values." "Copy values.env.example to it and fill it in."
# shellcheck source=/dev/null
source "$values"
need_values AZURE_SUBSCRIPTION EAST_REGION WEST_REGION SA1 SA2 SA3 SA4
accounts=("$SA1" "$SA2" "$SA3" "$SA4")
for account in "${accounts[@]}"; do
  [[ $account =~ ^[a-z0-9]{3,24}$ ]] || die 2 "An account cannot be named '$account'." "Azure takes 3 to 24 small letters and digits: SA1 to SA4 in $values."
done
[[ $(printf '%s\n' "${accounts[@]}" | sort -u | wc -l) -eq 4 ]] || die 2 "SA1 to SA4 are not four accounts." "Give each a name of its own in $values."
[[ -n $dry_run ]] || need_tools az

azure() {
  if [[ -n $dry_run ]]; then
    printf '%q ' az "$@" --subscription "$AZURE_SUBSCRIPTION"
    printf '\n'
  else
    az "$@" --subscription "$AZURE_SUBSCRIPTION" --only-show-errors
  fi
}

# deployment what-if|create GROUP TEMPLATE PARAMETER...
deployment() {
  local verb=$1 group=$2 template=$3
  shift 3
  azure deployment group "$verb" --resource-group "$group" --name "twinlake-${template%.json}" --template-file "$here/$template" --parameters "$@"
}

# The principal of an identity; a placeholder before it was made.
principal() {
  if [[ -n $dry_run || $verb == what-if ]]; then
    printf '00000000-0000-0000-0000-000000000000'
  else
    az deployment group show --subscription "$AZURE_SUBSCRIPTION" --resource-group "$1" --name twinlake-region --query "properties.outputs.$2.value" --output tsv
  fi
}

compute() {
  local side=$1 kind=$2 account=$3 secrets
  case $kind in
    none) ;;
    databricks) deployment "$verb" "twinlake-$side" databricks.json "side=$side" ;;
    hdinsight)
      need_values HDINSIGHT_SECRETS
      secrets="@$HDINSIGHT_SECRETS"
      deployment "$verb" "twinlake-$side" hdinsight.json "$secrets" "side=$side" "dataAccount=$account" "clusterName=twinlake-$side-${SA1:0:8}"
      ;;
    *) die 2 "The compute of $side is '$kind'." "Say none, hdinsight or databricks in $values." ;;
  esac
}

# Both sides, in the order in which one thing needs another. Groups lie in their own side's region: so does their metadata, and the
# secondary can be managed while the primary's region is lost.
all() {
  verb=$1
  if [[ $verb == create ]]; then
    azure group create --name twinlake-east --location "$EAST_REGION" --tags twinlake=east
    azure group create --name twinlake-west --location "$WEST_REGION" --tags twinlake=west
  fi
  deployment "$verb" twinlake-east region.json side=east addressPrefix=10.10.0.0/16 subnetPrefix=10.10.0.0/20 "dataAccount=$SA3" "controlAccount=$SA1"
  deployment "$verb" twinlake-west region.json side=west addressPrefix=10.20.0.0/16 subnetPrefix=10.20.0.0/20 "dataAccount=$SA4" "controlAccount=$SA2"
  local networks=/subscriptions/$AZURE_SUBSCRIPTION/resourceGroups
  deployment "$verb" twinlake-east peering.json side=east "otherNetwork=$networks/twinlake-west/providers/Microsoft.Network/virtualNetworks/twinlake-west"
  deployment "$verb" twinlake-west peering.json side=west "otherNetwork=$networks/twinlake-east/providers/Microsoft.Network/virtualNetworks/twinlake-east"
  # The identities of the side that pulls: they read the source and write the target.
  local replicator validator drill
  replicator=$(principal twinlake-west replicator)
  validator=$(principal twinlake-west validator)
  drill=$(principal twinlake-west drill)
  deployment "$verb" twinlake-east roles-source.json "dataAccount=$SA3" "controlAccount=$SA1" "replicator=$replicator" "validator=$validator"
  deployment "$verb" twinlake-west roles-target.json "dataAccount=$SA4" "controlAccount=$SA2" "replicator=$replicator" "validator=$validator" "drill=$drill"
  compute east "${EAST_COMPUTE:-none}" "$SA3"
  compute west "${WEST_COMPUTE:-none}" "$SA4"
}

# confirm WORD: what is about to be done is done only if somebody types it.
confirm() {
  local typed=
  [[ -z $dry_run ]] || return 0
  printf 'Type %s to go on: ' "$1" >&2
  read -r typed || true
  [[ $typed == "$1" ]] || die 5 "Nothing was done." "What was typed is not $1."
}

case $deed in
  what-if)
    if [[ -z $dry_run ]]; then
      for group in twinlake-east twinlake-west; do
        [[ $(az group exists --subscription "$AZURE_SUBSCRIPTION" --name "$group") == true ]] ||
          die 2 "The resource group $group does not exist, and what-if needs one." "az group create --name $group --location REGION makes it; it is empty and costs nothing."
      done
    fi
    all what-if
    ;;
  apply)
    confirm apply
    all create
    ;;
  clean-up)
    say "This removes the resource groups twinlake-east and twinlake-west with all accounts, all data and all history in them."
    confirm "delete $SA3 and $SA4"
    azure group delete --name twinlake-west --yes
    azure group delete --name twinlake-east --yes
    ;;
  *) die 2 "Say what to do: what-if, apply or clean-up." "See the head of $0" ;;
esac
