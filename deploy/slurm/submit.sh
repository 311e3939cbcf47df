#!/bin/sh
# Submits a command in shards to Slurm, and a job that writes its output when all have succeeded:
#
#   deploy/slurm/submit.sh 16 score /shared/reviews.csv --out /shared/scored.csv
#   SBATCH_FLAGS='--cpus-per-task=4 --mem=8G --time=12:00:00 --account=NAME' deploy/slurm/submit.sh 40 tune ...
#
# SBATCH_FLAGS are flags of sbatch for all jobs; they take precedence over those in shards.sbatch and
# merge.sbatch. If a shard fails, submit the same again: finished units cost nothing.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
case ${1:-} in
  '' | *[!0-9]*)
    echo "write the number of shards first: submit.sh 16 score FILE --out OUT" >&2
    exit 2
    ;;
esac
shards=$1
shift
lab=$(command -v "${SENTIMENT_LAB:-$PWD/node_modules/.bin/sentiment-lab}") || {
  echo "sentiment-lab is missing: submit from the folder where the package is installed, or set SENTIMENT_LAB" >&2
  exit 2
}
# shellcheck disable=SC2086 # it may be several words
array=$(sbatch --parsable ${SBATCH_FLAGS:-} --array="1-$shards" "$here/shards.sbatch" "$lab" "$shards" "$@")
array=${array%%;*} # with --clusters, the name of the cluster follows
echo "Shards: job $array"
# shellcheck disable=SC2086
merge=$(sbatch --parsable ${SBATCH_FLAGS:-} --dependency="afterok:$array" --kill-on-invalid-dep=yes \
  "$here/merge.sbatch" "$lab" "$@")
echo "Output: job ${merge%%;*}. Watch both with: squeue --jobs $array,${merge%%;*}"
