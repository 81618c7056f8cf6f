# shellcheck shell=bash disable=SC2034,SC2154
# What the scripts of submit/ share; sourced by them, never run by itself.
#
# Each script: SCRIPT --job JOB [--values FILE] [--dry-run] [--no-wait] [-- MORE ARGUMENTS OF THE JOB]
# Exit codes are those of the job, as the README lists them, as far as the platform tells them.

# What Spark must never show. Its own default leaves account keys readable.
redaction='(?i)secret|password|credential|token|access[.]?key|account[.]?key|fs[.]azure[.]sas|sas[.]fixed|[?&]sig='

# Quiets one warning of the JDK's HTTP client for each request.
java_options='-Djdk.httpclient.allowRestrictedHeaders=content-length'

# On Java 8 this class can say what is wrong; Java 17 goes on to the command line.
main_class=io.twinlake.Main

known_jobs='replicate validate plan preflight estimate status recovery-points retention rebuild-ledger metastore-export metastore-import metastore-diff'

# At a terminal lines end between words; a log keeps them whole.
say() {
  if [[ -t 2 ]]; then
    printf '%s\n' "$*" | fmt -s -w 80 >&2
  else
    printf '%s\n' "$*" >&2
  fi
}

# die CODE WHAT NEXT-STEP
die() {
  say "twinlake submit: $2"
  say "  $3"
  exit "$1"
}

need_tools() {
  local tool
  for tool in "$@"; do
    command -v "$tool" > /dev/null || die 2 "$tool is needed and was not found." "$(how_to_get "$tool")"
  done
}

how_to_get() {
  case $1 in
    az) printf 'Install the Azure CLI, https://aka.ms/azure-cli, and run az login.%s' "${token_instead:+ Or set $token_instead.}" ;;
    *) printf 'Debian, Ubuntu: apt-get install %s' "$1" ;;
  esac
}

# The comment at a script's head.
show_help() {
  sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"
  exit 0
}

# Sets job, dry_run, wait_for_end and more (arguments for the job) from the script's own arguments.
read_options() {
  job='' dry_run='' wait_for_end=yes more=()
  while [[ $# -gt 0 ]]; do
    case $1 in
      --job | --values)
        [[ $# -ge 2 ]] || die 2 "$1 needs a value." "See the head of $0"
        if [[ $1 == --job ]]; then job=$2; else values=$2; fi
        shift
        ;;
      --job=*) job=${1#*=} ;;
      --values=*) values=${1#*=} ;;
      -h | --help) show_help ;;
      --dry-run) dry_run=yes ;;
      --no-wait) wait_for_end='' ;;
      --)
        shift
        more=("$@")
        break
        ;;
      *) die 2 "Unknown option $1." "Options of the job itself stand behind --, as in: $0 --job validate -- --level sample" ;;
    esac
    shift
  done
  [[ -n $job ]] || die 2 "--job is missing." "Say which: $known_jobs"
  [[ " $known_jobs " == *" $job "* ]] || die 2 "There is no job $job to submit." "Say one of: $known_jobs"
  [[ -f $values ]] || die 2 "There is no file of values $values." "Copy $here/values.env.example to it and fill it in, or name another by --values."
  # shellcheck source=/dev/null
  source "$values"
  refuse_secrets "${more[@]}"
}

# need_values NAME...: each must be set by the file of values.
need_values() {
  local name missing=()
  for name in "$@"; do
    [[ -n ${!name:-} && ${!name} != *FILL-IN* ]] || missing+=("$name")
  done
  [[ ${#missing[@]} -eq 0 ]] || die 2 "$values does not say ${missing[*]}." "Fill it in; values.env.example explains each."
}

# need_numbers NAME...: each that is set must be a whole number.
need_numbers() {
  local name
  for name in "$@"; do
    [[ ${!name:-1} =~ ^[0-9]+$ ]] || die 2 "$name is '${!name}' in $values." "Say a whole number."
  done
}

# need_address NAME: one of a service; no slash at its end.
need_address() {
  local -n address=$1
  [[ $address =~ ^https?://[^/]+ ]] || die 2 "$1 is '$address' in $values." "Say an address that begins with https://."
  address=${address%/}
}

# Arguments are seen by every user of a cluster, and stay in its logs.
refuse_secrets() {
  local word
  for word in "$@"; do
    if [[ ${word,,} =~ (account[.]key|[?\&]sig=|secret=|password=|fs[.]azure[.]sas) ]]; then
      die 2 "An argument looks like a secret (it is not shown here)." "Arguments can be read by every user of a cluster. Put it into the cluster's core-site.xml, a credential provider, a secret scope or Key Vault."
    fi
  done
}

# Sets arguments to what the job's command line gets.
set_arguments() {
  # Commands of two words are one word here: metastore-export.
  local command
  read -ra command <<< "${job/#metastore-/metastore }"
  arguments=("${command[@]}" --config "$TWINLAKE_CONFIG" "${more[@]}")
}

# The words as one JSON array.
json_array() {
  if [[ $# -eq 0 ]]; then
    printf '[]'
  else
    jq -cn '$ARGS.positional' --args -- "$@"
  fi
}

quoted() {
  local text=${1//\\/\\\\}
  printf '%s' "${text//\"/\\\"}"
}

# ask METHOD URL [BODY]: sets answer to the body and http to the status, 000 where nobody answered. Who asks is said by
# authorization_header or basic_user and basic_password, which travel by a pipe: arguments of a process can be seen by all.
ask() {
  local out body_file='' options=(--silent --show-error --max-time "${ASK_SECONDS:-60}" --request "$1")
  out=$(mktemp)
  if [[ -n ${3-} ]]; then
    body_file=$(mktemp)
    printf '%s' "$3" > "$body_file"
    options+=(--header 'Content-Type: application/json' --data-binary "@$body_file")
  fi
  http=$({
    printf 'url = "%s"\n' "$(quoted "$2")"
    printf 'header = "X-Requested-By: twinlake"\n'
    [[ -z ${authorization_header:-} ]] || printf 'header = "Authorization: %s"\n' "$(quoted "$authorization_header")"
    [[ -z ${basic_user:-} ]] || printf 'user = "%s:%s"\n' "$(quoted "$basic_user")" "$(quoted "$basic_password")"
  } | curl "${options[@]}" --config - --output "$out" --write-out '%{http_code}') || http=000
  answer=$(< "$out")
  rm -f "$out" ${body_file:+"$body_file"}
}

# field JQ-FILTER: of the last answer; empty where it is not there.
field() { jq -r "$1 // empty" <<< "$answer" 2> /dev/null || true; }

# What a service said, shortened, without what it may repeat of our credentials.
said() { printf 'HTTP %s: %.300s' "$http" "$(sed -E 's/(sig=|[Bb]earer |[Bb]asic )[^"& ]*/\1***/g' <<< "$answer")"; }

refused() {
  case $http in
    401 | 403) die 7 "$1 refuses access ($(said))." "$2" ;;
    000) die 7 "$1 does not answer." "Check the address in $values, the network and the firewall." ;;
    4*) die 2 "$1 does not accept the request ($(said))." "Render it by --dry-run and compare." ;;
    *) die 7 "$1 failed ($(said))." "Try again later." ;;
  esac
}

# An interruptible pause between two looks.
pause() {
  sleep "${POLL_SECONDS:-10}" &
  wait $!
}

# watch WHAT LOOK STOP: calls LOOK until it sets ended; a signal calls STOP first and ends with 130. One that cannot be seen
# for a while is not taken for ended.
watch() {
  local unseen=0
  ended='' watched=$1 stop_watched=$3
  trap '"$stop_watched"; say "Cancelled $watched."; exit 130' INT TERM
  while true; do
    "$2"
    [[ -z $ended ]] || break
    if [[ $http == 200 ]]; then
      unseen=0
    else
      unseen=$((unseen + 1))
      [[ $unseen -lt ${UNSEEN_LIMIT:-30} ]] || die 7 "$1 cannot be seen any more ($(said))." "It may still be under way: look at the service before you submit again."
    fi
    pause
  done
  trap - INT TERM
}

# What platforms say before or instead of our own message, and which setting mends it: pattern, tab, advice. The first that fits counts.
known_ends='UnsupportedClassVersionError|Java 17 or later is needed|bad configuration of JAVA_HOME|bin/java: No such file	A JVM of the cluster is older than 17, or its JDK did not arrive: TWINLAKE_JDK or TWINLAKE_JAVA_HOME (HDInsight), JNAME=zulu17-ca-amd64 in spark_env_vars (Databricks).
Unrecognized VM option	The cluster sets flags of Java 8: keep the spark.*.extraJavaOptions of these files, which replace them.
is above the max threshold|greater than maximum allowed allocation|exceeds the maximum allowed	The cluster gives no container that large: lower TWINLAKE_DRIVER_MEMORY and TWINLAKE_EXECUTOR_MEMORY, or raise yarn.scheduler.maximum-allocation-mb.
[Uu]nknown queue|to non-leaf queue|cannot submit applications to queue|does not have permission to submit|is STOPPED. Cannot accept	The user may not use that queue, it is stopped, or there is none of that name: TWINLAKE_QUEUE.
[Qq]uota.*exceed|exceed.*[Qq]uota|QUOTA_EXCEEDED|already has [0-9]+ applications|application limit reached|InsufficientCores|CLOUD_PROVIDER_RESOURCE_STOCKOUT	A quota is exceeded, of the queue (TWINLAKE_QUEUE), of the region (TWINLAKE_NODE_TYPE, TWINLAKE_WORKERS, TWINLAKE_EXECUTORS), of the account, or of the folder of spark.yarn.stagingDir: fewer or smaller machines, a clean folder, or have it raised.
java[.]lang[.]OutOfMemoryError|running beyond (physical|virtual) memory|exited with (status|code) (137|143|52)|[Ee]xit(ed with exit)? ?[Cc]ode:?( is)? (137|143|52)	A JVM ran out of memory or was killed for it: raise TWINLAKE_DRIVER_MEMORY, or TWINLAKE_EXECUTOR_MEMORY where executors are named. The next run goes on.
AuthorizationPermissionMismatch|AuthorizationFailure|not authorized to perform this operation|Permission denied: user=	The identity of the cluster may not write where the job puts its files (spark.yarn.stagingDir, by default .sparkStaging in its home on the default container): give it Storage Blob Data Contributor there.
(ClassNotFound|NoClassDefFound|NoSuchMethod|NoSuchField|AbstractMethod|IncompatibleClassChange)[A-Za-z]*: .*(delta|org[./]apache[./]spark)|Cannot (use|find|instantiate) .*[Dd]elta|Failed to find (the )?data source: delta	The Delta Lake of the cluster is missing, or of another Spark: spark.sql.extensions and spark.sql.catalog.spark_catalog must fit a delta-spark of this Spark. Twinlake brings none.
InvalidAccessToken|KeyProviderException|Invalid configuration value detected for fs.azure.account.key	The cluster has no credential for an account: fs.azure.account.key.ACCOUNT in core-site.xml or in the secret scope, or a role for its identity.
ClassNotFoundException: io.twinlake|Failed to load class io.twinlake	The jar is not there, or not ours: TWINLAKE_JAR.'

# hint TEXT: says what known_ends knows of it.
hint() {
  local pattern advice
  while IFS=$'\t' read -r pattern advice; do
    if grep -qE "$pattern" <<< "$1"; then
      say "  $advice"
      return
    fi
  done <<< "$known_ends"
}
