#!/bin/sh
# Collects the answers of a class on one machine, such as The Littlest JupyterHub, as root:
#
#   deploy/jupyterhub/collect.sh CLASS                       # of /home/jupyter-*
#   deploy/jupyterhub/collect.sh CLASS /srv/course/*         # of other home folders
#   npm run grade -- --submissions CLASS                     # in the teacher's clone
#
# CLASS gets a folder for each user, as the grader takes it. Each user's files are read with that
# user's rights: a link in a home folder leads to no file that its owner may not read. Servers may
# run meanwhile. The next call replaces answers that have changed. If files of a user cannot be
# read, their name is printed, and the exit code is 1; all others are collected.
set -eu
out=${1:?write the folder of the class first: collect.sh CLASS [HOME...]}
shift
if [ $# = 0 ]; then set -- /home/jupyter-*; fi

# Runs a command with the rights of a user: as <user> <command...>
as() {
  if [ "$1" = "$(id -un)" ]; then shift && "$@"; else user=$1 && shift && runuser -u "$user" -- "$@"; fi
}

archive=$(mktemp)
trap 'rm -f "$archive"' EXIT
failed=0
for home in "$@"; do
  name=${home##*/}
  to=$out/${name#jupyter-}
  mkdir -p "$to"
  if [ ! -d "$home/sentiment-lab/exercises" ]; then
    echo "$name has not started the course" >&2
    continue
  fi
  # shellcheck disable=SC2016 # $1 is that of the inner shell
  as "$(stat --format=%U "$home")" sh -c \
    'cd "$1" && find . -maxdepth 1 -type f -name "*.ts" -size -1025k -print0 | tar --create --null --files-from=-' \
    sh "$home/sentiment-lab/exercises" > "$archive" || {
    echo "$name: not all answers can be read (see above)" >&2
    failed=1
  }
  if [ ! -s "$archive" ]; then continue; fi
  tar --extract --file="$archive" --directory="$to" --no-same-owner --no-same-permissions || {
    echo "$name: not all answers could be written to $to (see above)" >&2
    failed=1
  }
done
echo "$(find "$out" -mindepth 1 -maxdepth 1 -type d | wc -l) users in $out"
exit "$failed"
