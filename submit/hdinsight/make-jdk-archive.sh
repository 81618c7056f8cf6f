#!/usr/bin/env bash
# Packs a JDK 17 for Linux so that a cluster can unpack it: bin/ at the top, no link that leads outside.
#   make-jdk-archive.sh /usr/lib/jvm/java-17-openjdk-amd64 jdk17.tar.gz
# Use a JDK as its vendor packs it (Microsoft, Adoptium); one of a distribution may need that distribution's libraries.
set -euo pipefail
[[ $# -eq 2 ]] || {
  echo "Usage: $0 JAVA_HOME ARCHIVE" >&2
  exit 2
}
[[ -x $1/bin/java ]] || {
  echo "$1 is no Java home: it has no bin/java." >&2
  exit 2
}
version=$("$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -n 1)
[[ ${version:-0} -ge 17 ]] || {
  echo "$1 is Java ${version:-unknown}; 17 or later is needed." >&2
  exit 2
}
# Links are followed: a container has nothing but what is inside.
tar --create --gzip --dereference --exclude=./src.zip --exclude=./lib/src.zip --exclude=./jmods --file "$2" --directory "$1" .
echo "Packed Java $version into $2. Upload it next to the jar and name it as TWINLAKE_JDK." >&2
