#!/bin/sh
# Submits a command in shards to Slurm, and a job that writes its output when all have succeeded. Of
# `score` and `tune`, a job before them plans, so that they need not wait for each other:
#
#   deploy/slurm/submit.sh 16 score /shared/reviews.csv --out /shared/scored.csv
#   SBATCH_FLAGS='--cpus-per-task=4 --mem=8G --time=12:00:00 --account=NAME' deploy/slurm/submit.sh 40 tune ...
#
# SBATCH_FLAGS are flags of sbatch for all jobs; they take precedence over those in plan.sbatch,
# shards.sbatch and merge.sbatch. Without --mem or --mem-per-cpu, each has 4 GB. With MERGE=no, the
# output is not written. If a shard fails, submit the same again: finished units cost nothing.
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
case " ${SBATCH_FLAGS:-}" in
  *' --mem'*) ;;
  *) SBATCH_FLAGS="--mem=4G ${SBATCH_FLAGS:-}" ;; # not in the files, where it would exclude --mem-per-cpu
esac
# Those of an interactive job from which this is called: srun takes only one of them.
unset SLURM_MEM_PER_CPU SLURM_MEM_PER_GPU SLURM_MEM_PER_NODE SLURM_TRES_PER_TASK
wait=
case ${1:-} in
  score | tune)
    # shellcheck disable=SC2086 # it may be several words
    plan=$(sbatch --parsable $SBATCH_FLAGS --cpus-per-task=1 "$here/plan.sbatch" "$lab" "$@")
    wait="--dependency=afterok:${plan%%;*} --kill-on-invalid-dep=yes" # with --clusters, a name follows
    echo "Plan: job ${plan%%;*}"
    ;;
esac
# shellcheck disable=SC2086
array=$(sbatch --parsable $SBATCH_FLAGS $wait --array="1-$shards" "$here/shards.sbatch" "$lab" "$shards" "$@")
array=${array%%;*}
echo "Shards: job $array"
if [ "${MERGE:-yes}" = no ]; then exit; fi
# shellcheck disable=SC2086
merge=$(sbatch --parsable $SBATCH_FLAGS --dependency="afterok:$array" --kill-on-invalid-dep=yes \
  "$here/merge.sbatch" "$lab" "$@")
echo "Output: job ${merge%%;*}. Watch both with: squeue --jobs $array,${merge%%;*}"
