# shellcheck shell=bash
# shellcheck disable=SC2154 # home, root, run and others are the launcher's
# The demo: sourced by ./twinlake, whose functions and variables it uses. Starts Azurite (Microsoft's own server for the
# Blob service's REST API) with four storage accounts, or takes two local directories where there is no Node.

azurite_version=3.37.0
demo_home=$home/demo
azurite_pid=

# Prints what can run Azurite's blob service, after installing it once. Fails where there is no Node.
install_azurite() {
  if [[ -n ${TWINLAKE_AZURITE:-} ]]; then
    azurite_script=$TWINLAKE_AZURITE
    return
  fi
  # The same place as the tests use.
  local place=${TWINLAKE_HOME:-$root/target}/azurite
  azurite_script=$place/node_modules/azurite/dist/src/blob/main.js
  [[ ! -f $place/installed-$azurite_version ]] || return 0
  say "Installing Azurite $azurite_version into $place (once, about 360 MB) ..."
  mkdir -p "$place"
  npm install --prefix "$place" --no-audit --no-fund "azurite@$azurite_version" > "$place/install.log" 2>&1 ||
    die 1 "Azurite could not be installed; npm's messages are in $place/install.log." \
      "Check the way to the npm registry, or name an installed one: TWINLAKE_AZURITE=.../azurite/dist/src/blob/main.js"
  printf '%s' "$azurite_version" > "$place/installed-$azurite_version"
}

# Sets keys, one per account, made once and readable by this user only.
make_keys() {
  if [[ ! -f $demo_home/keys ]]; then
    (
      umask 077
      for account in sa1 sa2 sa3 sa4; do
        printf '%s:%s\n' "$account" "$(head -c 64 /dev/urandom | base64 | tr -d '\n')"
      done > "$demo_home/keys"
    )
  fi
  mapfile -t keys < "$demo_home/keys"
}

stop_azurite() {
  trap '' INT TERM HUP
  [[ -n $azurite_pid ]] || return 0
  kill "$azurite_pid" 2> /dev/null || true
  wait "$azurite_pid" 2> /dev/null || true
  azurite_pid=
}

answers() { (exec 3<> "/dev/tcp/127.0.0.1/$1") 2> /dev/null; }

start_azurite() {
  local waited=0
  port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close() })')
  trap stop_azurite EXIT
  trap 'exit 130' INT TERM HUP
  # Accounts by environment: arguments can be seen by every user.
  AZURITE_ACCOUNTS=$(IFS=';' && echo "${keys[*]}") node "$azurite_script" --location "$demo_home/azurite" --blobHost 127.0.0.1 \
    --blobPort "$port" --loose --skipApiVersionCheck --silent --disableTelemetry > "$demo_home/azurite.log" 2>&1 &
  azurite_pid=$!
  until answers "$port"; do
    if ! kill -0 "$azurite_pid" 2> /dev/null || [[ $waited -ge 300 ]]; then
      die 7 "Azurite does not answer on port $port; its messages are in $demo_home/azurite.log." "Run the demo again, or remove $demo_home to begin anew."
    fi
    sleep 0.1
    waited=$((waited + 1))
  done
}

setting() { printf '  <property><name>%s</name><value>%s</value></property>\n' "$1" "$2"; }

# What a cluster's administrator would put into core-site.xml, with this machine's port and keys.
write_core_site() {
  mkdir -p "$demo_home/conf"
  (
    umask 077
    {
      echo '<?xml version="1.0"?>'
      echo '<configuration>'
      setting fs.azure.abfs.endpoint "127.0.0.1:$port"
      setting fs.azure.always.use.https false
      setting fs.azure.account.hns.enabled false
      setting fs.azure.fns.account.service.type BLOB
      local entry account
      for entry in "${keys[@]}"; do
        account=${entry%%:*}.dfs.core.windows.net
        setting "fs.azure.account.auth.type.$account" SharedKey
        setting "fs.azure.account.key.$account" "${entry#*:}"
      done
      echo '</configuration>'
    } > "$demo_home/conf/core-site.xml"
  )
}

# Between directories, from the same settings: abfs://raw@sa3.../ becomes file:///.../local/sa3/raw/.
write_local_settings() {
  mkdir -p "$demo_home"/local/{sa1,sa2}/twinlake "$demo_home"/local/{sa3,sa4}/{raw,staging}
  sed "s#abfs://\([a-z]*\)@\(sa[0-9]\)\.dfs\.core\.windows\.net/#file://${demo_home// /%20}/local/\2/\1/#" \
    "$root/conf/demo.yaml" > "$demo_home/demo-local.yaml"
}

demo() {
  local serve=false word config=$root/conf/demo.yaml code=0
  for word in "$@"; do
    [[ $word != --serve ]] || serve=true
  done
  mkdir -p "$demo_home"
  # Two servers on one folder would spoil it. The storage inherits the lock, so it lasts as long as the storage.
  exec 8> "$demo_home/lock"
  if command -v flock > /dev/null && ! flock -n 8; then
    die 6 "Another demo is running here." "Stop it, or give this one a place of its own: TWINLAKE_HOME=DIRECTORY ./twinlake demo"
  fi
  if command -v node > /dev/null && { command -v npm > /dev/null || [[ -n ${TWINLAKE_AZURITE:-} ]]; }; then
    install_azurite
    make_keys
    start_azurite
    write_core_site
    export HADOOP_CONF_DIR=$demo_home/conf
    say "Storage accounts sa1 to sa4 answer on 127.0.0.1:$port (Azurite)."
  else
    say "There is no Node here, so the demo runs between two local directories instead of two storage accounts."
    say "  For the real thing: apt-get install nodejs npm"
    write_local_settings
    config=$demo_home/demo-local.yaml
  fi
  export TWINLAKE_DEMO_HOME=$demo_home
  set_spark_command "$@" --config "$config"
  "${run[@]}" || code=$?
  if $serve && [[ -n $azurite_pid && $code -eq 0 ]]; then
    say ""
    say "The storage accounts stay until Ctrl-C. In another terminal:"
    say "  export HADOOP_CONF_DIR=$HADOOP_CONF_DIR"
    say "  ./twinlake status --config conf/demo.yaml"
    wait "$azurite_pid" || true
  fi
  exit "$code"
}

workspaces_pid=

stop_workspaces() {
  trap '' INT TERM HUP
  [[ -n $workspaces_pid ]] || return 0
  kill "$workspaces_pid" 2> /dev/null || true
  wait "$workspaces_pid" 2> /dev/null || true
  workspaces_pid=
}

# Two stand-ins for Databricks workspaces, and control roots in local directories. Begins anew each time.
demo_workspace() {
  local place=$demo_home/workspace waited=0 code=0 fakes
  fakes=("$root"/replication-testing/target/replication-testing-*.jar)
  if [[ ! -f ${fakes[0]} ]]; then
    rm -f "$jar"
    build_jar
    fakes=("$root"/replication-testing/target/replication-testing-*.jar)
  fi
  rm -rf "$place"
  mkdir -p "$place"/{east,west}
  trap stop_workspaces EXIT
  trap 'exit 130' INT TERM HUP
  "$java" -XX:TieredStopAtLevel=1 -cp "${fakes[0]}:$spark_home/jars/*" io.twinlake.testing.databricks.DemoWorkspaces \
    "$place/databrickscfg" > "$place/workspaces.log" 2>&1 &
  workspaces_pid=$!
  until [[ -f $place/databrickscfg ]]; do
    if ! kill -0 "$workspaces_pid" 2> /dev/null || [[ $waited -ge 300 ]]; then
      die 7 "The two stand-ins do not start; their messages are in $place/workspaces.log." "Run the demo again."
    fi
    sleep 0.1
    waited=$((waited + 1))
  done
  sed "s#PLACE#${place// /%20}#; s#CONFIG#$place/databrickscfg#" "$root/conf/demo-workspace.yaml" > "$place/settings.yaml"
  set_plain
  say "Two stand-ins for Databricks workspaces answer on this machine."
  "${plain[@]}" -cp "$plain_class_path" io.twinlake.jobs.cli.Main "$@" --config "$place/settings.yaml" || code=$?
  exit "$code"
}

metastores_pid=

# Ending the one that started both servers ends them, too. A second Ctrl-C must not end this before they are gone.
stop_metastores() {
  trap '' INT TERM HUP
  if [[ -n $metastores_pid ]]; then
    kill "$metastores_pid" 2> /dev/null || true
    wait "$metastores_pid" 2> /dev/null || true
    metastores_pid=
  fi
  stop_azurite
}

# Hive's own metastore server, once.
fetch_metastore() {
  local wanted
  hive_home=$home/hive
  wanted=$(cksum < "$root/metastore-servers/pom.xml")
  [[ ! -f $hive_home/stamp || $(< "$hive_home/stamp") != "$wanted" ]] || return 0
  need_maven "fetch Hive's metastore server"
  say "Fetching Hive's metastore server into $hive_home (once, about 130 MB) ..."
  rm -rf "$hive_home"
  mvn -B -ntp -q -Dstyle.color=never -Dspotless.check.skip=true -f "$root/metastore-servers/pom.xml" -Dmetastore.home="$hive_home" \
    process-resources >&2 ||
    die 1 "Hive's metastore server could not be fetched; Maven's messages are above." "Check the way to Maven Central (a proxy belongs into ~/.m2/settings.xml)."
  printf '%s' "$wanted" > "$hive_home/stamp"
}

# Two of them, each in a JVM of its own, and their addresses in the settings. $1 and $2 are the warehouses.
start_metastores() {
  local fakes waited=0 site uri pid
  fakes=("$root"/replication-testing/target/replication-testing-*.jar)
  if [[ ! -f ${fakes[0]} ]]; then
    rm -f "$jar"
    build_jar
    fakes=("$root"/replication-testing/target/replication-testing-*.jar)
  fi
  trap stop_metastores EXIT
  trap 'exit 130' INT TERM HUP
  (
    umask 077
    exec "$java" -Xmx64m -XX:TieredStopAtLevel=1 -cp "${fakes[0]}" io.twinlake.testing.metastore.DemoMetastores "$hive_home" "$demo_home" "$@"
  ) > "$demo_home/metastores.log" 2>&1 &
  metastores_pid=$!
  until [[ -f $demo_home/metastores ]]; do
    if ! kill -0 "$metastores_pid" 2> /dev/null || [[ $waited -ge 1800 ]]; then
      die 7 "The two metastores do not start; their messages are in $demo_home." "Run the demo again."
    fi
    sleep 0.1
    waited=$((waited + 1))
  done
  while read -r site uri pid; do
    sed -i "s#metastore: ${site^^}\$#metastore: $uri#" "$config"
    [[ $site != east ]] || first_metastore=$pid
  done < "$demo_home/metastores"
}

demo_number=0

step() {
  demo_number=$((demo_number + 1))
  printf '\n== %d. %s\n' "$demo_number" "$*"
}

# Spark does its part; its metastore is that of one site.
demo_spark() {
  # What Spark remarks on tables of its own sources; errors are still shown.
  export TWINLAKE_DEMO_LOG=error
  set_spark_command demo metastore --part "${1^^}" --config "$config"
  "${run[@]}"
}

# Runs a command as one would type it.
demo_command() {
  printf '$ ./twinlake %s\n\n' "$*"
  "${plain[@]}" -cp "$plain_class_path" io.twinlake.jobs.cli.Main "$@" --config "$config"
}

demo_metastore() {
  local config first_metastore=
  mkdir -p "$demo_home"
  exec 8> "$demo_home/lock"
  if command -v flock > /dev/null && ! flock -n 8; then
    die 6 "Another demo is running here." "Stop it, or give this one a place of its own: TWINLAKE_HOME=DIRECTORY ./twinlake demo metastore"
  fi
  fetch_metastore
  prepare_fast_spark
  demo_home=$demo_home/metastore
  rm -rf "$demo_home"
  mkdir -p "$demo_home"
  config=$demo_home/settings.yaml
  set_plain
  if command -v node > /dev/null && { command -v npm > /dev/null || [[ -n ${TWINLAKE_AZURITE:-} ]]; }; then
    install_azurite
    make_keys
    start_azurite
    write_core_site
    export HADOOP_CONF_DIR=$demo_home/conf
    cp "$root/conf/demo-metastore.yaml" "$config"
    say "Storage accounts sa1 to sa4 answer on 127.0.0.1:$port (Azurite)."
    start_metastores abfs://raw@sa3.dfs.core.windows.net/warehouse abfs://raw@sa4.dfs.core.windows.net/warehouse "$demo_home/conf/core-site.xml"
  else
    say "There is no Node here, so the data is in two local directories instead of two"
    say "storage accounts."
    say "  For the real thing: apt-get install nodejs npm"
    mkdir -p "$demo_home"/local/{sa1,sa2}/twinlake "$demo_home"/local/{sa3,sa4}/raw
    sed "s#abfs://\([a-z]*\)@\(sa[0-9]\)\.dfs\.core\.windows\.net/#file://${demo_home// /%20}/local/\2/\1/#" \
      "$root/conf/demo-metastore.yaml" > "$config"
    start_metastores "file://$demo_home/local/sa3/raw/warehouse" "file://$demo_home/local/sa4/raw/warehouse"
  fi
  say "Two metastores of Hive 3.1.3 answer on this machine."

  step "Spark fills the primary: partitions, a managed and a Delta table, a view."
  demo_spark fill
  step "Export: the primary's catalog, onto the secondary's control root."
  demo_command metastore export
  step "Replicate: the data itself. An import would let wait what has none."
  set_spark_command replicate --config "$config"
  "${run[@]}"
  step "Plan: what would an import do at the secondary? Nothing is written."
  demo_command metastore import --plan
  step "Import: every location is mapped, and nothing may name the primary."
  demo_command metastore import
  step "Import again. Nothing changed, so nothing is written."
  demo_command metastore import
  step "The primary is gone: its metastore is stopped, its storage taken away."
  kill "$first_metastore"
  if [[ -n ${HADOOP_CONF_DIR:-} && -n $azurite_pid ]]; then
    mapfile -t keys < <(grep -v '^sa3:' "$demo_home/keys")
    write_core_site
    echo "  Nobody here has the key of sa3 any more."
  else
    mv "$demo_home/local/sa3" "$demo_home/local/lost"
    echo "  The directory of sa3 is somewhere else now."
  fi
  step "Spark reads every table by what the second metastore says."
  demo_spark query
  step "Activate: managed tables are managed again. Spark writes into one."
  demo_command metastore activate
  demo_spark write
  printf '\nEverything is stopped now. docs/metastore.md says what is carried, how, and what\nis not.\n'
}
