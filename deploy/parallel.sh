#!/bin/sh
# Does a command in shards with GNU parallel, and then writes its output:
#
#   deploy/parallel.sh 8 score /shared/reviews.csv --out /shared/scored.csv
#   PARALLEL_FLAGS='--sshloginfile hosts.txt' deploy/parallel.sh 32 score /shared/reviews.csv --out /shared/scored.csv
#
# JOBS shards run at a time on each machine: by default 1, which uses up to 8 cores. For `score` on 64
# cores: JOBS=8 FAST_LSTM_THREADS=1; for `tune` on 16: JOBS=8 FAST_LSTM_THREADS=2. With hosts, all of them need the same paths, a shared disk, and
# `ssh HOST node --version` must work. Name the variables that they need in PARALLEL_FLAGS, too:
# --env FAST_LSTM_THREADS --env SENTIMENT_DATA_DIR. A shard that fails is tried three times. The same
# call after a stop goes on: finished units cost nothing.
set -eu
case ${1:-} in
  '' | *[!0-9]*)
    echo "write the number of shards first: parallel.sh 8 score FILE --out OUT" >&2
    exit 2
    ;;
esac
shards=$1
shift
lab=${SENTIMENT_LAB:-$PWD/node_modules/.bin/sentiment-lab}
if ! command -v "$lab" > /dev/null; then
  echo "$lab is missing: start it in the folder where the package is installed, or set SENTIMENT_LAB" >&2
  exit 2
fi
# Before the shards, so that they need not wait, and a wrong command line is not tried three times.
case ${1:-} in score | tune) "$lab" "$@" --plan ;; esac
# When this is stopped, trainings have 30 seconds to save: by default, GNU parallel sends a second
# signal after 0.2, which ends them at once. (On hosts it does so anyway; they then go on from their
# last validation.)
# shellcheck disable=SC2086 # they may be several words
seq "$shards" | parallel --quote --workdir "$PWD" --jobs "${JOBS:-1}" --retries 3 --termseq TERM,30000,KILL,25 \
  --line-buffer --tagstring 'shard {}' ${PARALLEL_FLAGS:-} "$lab" "$@" --shard "{}/$shards" || {
  echo 'Not all shards are done: see above. The same call goes on' >&2
  exit 1
}
exec "$lab" "$@" --merge
