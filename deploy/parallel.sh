#!/bin/sh
# Does a command in shards with GNU parallel, and then writes its output:
#
#   deploy/parallel.sh 8 score /shared/reviews.csv --out /shared/scored.csv
#   PARALLEL_FLAGS='--sshloginfile hosts.txt' deploy/parallel.sh 32 tune --param ... --out /shared/search
#
# JOBS shards run at a time, by default 2 on each machine. With hosts, all of them need the same
# paths, and a shared disk. A shard that fails is tried three times. The same call after a stop goes
# on: finished units cost nothing.
set -eu
shards=$1
shift
lab=${SENTIMENT_LAB:-npx sentiment-lab}
# shellcheck disable=SC2086 # both may be several words
seq "$shards" | parallel --quote --jobs "${JOBS:-2}" --retries 3 --line-buffer ${PARALLEL_FLAGS:-} \
  $lab "$@" --shard "{}/$shards"
# shellcheck disable=SC2086
exec $lab "$@" --merge
