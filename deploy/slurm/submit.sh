#!/bin/sh
# Submits a command in shards to Slurm, and a job that writes its output when all have succeeded:
#
#   deploy/slurm/submit.sh 16 score /shared/reviews.csv --out /shared/scored.csv
#   SBATCH_PARTITION=short deploy/slurm/submit.sh 8 results --run theano-corrected
#
# To change memory, time or cores, set Slurm's variables (SBATCH_TIMELIMIT, SBATCH_MEM_PER_NODE, ...)
# or edit shards.sbatch. If a shard fails, submit the same again: finished units cost nothing.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
shards=$1
shift
array=$(sbatch --parsable --array="1-$shards" "$here/shards.sbatch" "$@")
merge=$(sbatch --parsable --dependency="afterok:$array" --kill-on-invalid-dep=yes "$here/merge.sbatch" "$@")
echo "Shards: job $array. Output: job $merge. Watch them with: squeue --jobs $array,$merge"
