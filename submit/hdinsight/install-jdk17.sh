#!/usr/bin/env bash
# A script action for HDInsight, on head and worker nodes, persisted: installs a JDK 17 beside the Java 8 that the cluster's own
# services keep. For those who would rather not ship a JDK with each job. May run again; changes no default.
#   az hdinsight script-action execute --cluster-name NAME --resource-group GROUP --name twinlake-jdk17 \
#     --script-uri URI-OF-THIS-FILE --roles headnode workernode --persist-on-success
# Then set TWINLAKE_JAVA_HOME=/usr/lib/jvm/twinlake-jdk17 and no TWINLAKE_JDK.
set -euo pipefail
place=${1:-/usr/lib/jvm/twinlake-jdk17}

has_java() { [[ -x $1/bin/java ]] && "$1/bin/java" -version 2>&1 | grep -q 'version "17'; }

if has_java "$place"; then
  echo "$place is a Java 17 already."
  exit 0
fi
export DEBIAN_FRONTEND=noninteractive
# Other script actions and the nightly update take the same lock.
apt-get -o DPkg::Lock::Timeout=600 update -qq
apt-get -o DPkg::Lock::Timeout=600 install -y -qq --no-install-recommends openjdk-17-jdk-headless
# The package sets itself as the default; the cluster's services want the one they had.
for tool in java javac; do
  old=$(update-alternatives --list "$tool" | grep -E 'java-8|zulu-?8|zre-8' | head -n 1 || true)
  [[ -z $old ]] || update-alternatives --set "$tool" "$old"
done
found=$(find /usr/lib/jvm -maxdepth 1 -type d -name 'java-17-openjdk-*' | head -n 1)
has_java "${found:-/none}" || {
  echo "Java 17 was installed and is not found below /usr/lib/jvm." >&2
  exit 1
}
ln -sfn "$found" "$place"
"$place/bin/java" -version
