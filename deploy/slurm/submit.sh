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
shards=$1
shift
SENTIMENT_LAB=${SENTIMENT_LAB:-$PWD/node_modules/.bin/sentiment-lab}
export SENTIMENT_LAB
if ! command -v "$SENTIMENT_LAB" > /dev/null; then
  echo "$SENTIMENT_LAB is missing: submit from the folder where the package is installed, or set SENTIMENT_LAB" >&2
  exit 2
fi
# shellcheck disable=SC2086 # it may be several words
array=$(sbatch --parsable ${SBATCH_FLAGS:-} --array="1-$shards" "$here/shards.sbatch" "$@")
# shellcheck disable=SC2086
merge=$(sbatch --parsable ${SBATCH_FLAGS:-} --dependency="afterok:$array" --kill-on-invalid-dep=yes "$here/merge.sbatch" "$@")
echo "Shards: job $array. Output: job $merge. Watch them with: squeue --jobs $array,$merge"
