#!/usr/bin/env bash
# The first load of datasets with 'engine: distcp', from a head node: spark-submit.sh with Hadoop's DistCp beside our jar.
#   distcp.sh [--values FILE] [--dry-run] [--no-wait] [-- --dataset orders]
# The plan, the filters, the ledger, the comparison of every byte and the recovery point are Twinlake's; DistCp moves bytes, in a
# job of its own on the cluster's YARN. TWINLAKE_DISTCP in the values names its jar where it is not found here.
set -euo pipefail
here=$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=submit/common.sh
source "$here/../common.sh"

if [[ -z ${TWINLAKE_DISTCP:-} ]]; then
  for place in "${HADOOP_HOME:-/usr/hdp/current/hadoop-client}" /usr/hdp/current/hadoop-mapreduce-client /usr/lib/hadoop-mapreduce; do
    # The first of a list would be one without a version: a link.
    TWINLAKE_DISTCP=$(find "$place/" -name 'hadoop-distcp*.jar' ! -name '*-sources.jar' ! -name '*-tests.jar' 2> /dev/null | sort | tail -n 1 || true)
    [[ -z $TWINLAKE_DISTCP ]] || break
  done
fi
[[ -n $TWINLAKE_DISTCP ]] || die 2 "There is no hadoop-distcp jar below HADOOP_HOME." "Set TWINLAKE_DISTCP to its path, or its address on storage."
export TWINLAKE_JARS=$TWINLAKE_DISTCP
exec "$here/spark-submit.sh" --job replicate "$@"
