#!/bin/sh
# Prepares the home folder of a user, and then runs the command: see Dockerfile.
#
# The first start copies what users work with into their folder. What nobody changes is links to the
# course. When the course has changed, as in a new image, the next start brings the new version:
# answers and own files stay, and a notebook that both sides changed is replaced by the new one.
# What was replaced is in `earlier/`.
#
# SENTIMENT_COURSE is the folder of the course. SENTIMENT_ANSWERS, if it is set, is a folder to
# which the answers are copied once a minute and when the command ends, such as one that the teacher
# sees.
set -eu
course=${SENTIMENT_COURSE:-/opt/sentiment-lab}
mine=$HOME/sentiment-lab
links='.venv abuse bench data docs lite models node_modules packages playground results site'

is_link() {
  case " $links " in *" $1 "*) true ;; *) false ;; esac
}

# What is copied: the names in the course's folder.
copied() {
  for entry in "$course"/* "$course"/.npmrc; do
    name=${entry##*/}
    if [ -e "$entry" ] && ! is_link "$name"; then echo "$name"; fi
  done
}

# Changes when a file of the course does.
version() {
  (cd "$course" && copied | xargs -I '{}' find '{}' -type f -printf '%p %s %T@\n' | sort | sha256sum)
}

# The files of users, with the digests that they have in the course.
given() {
  (cd "$course" && find notebooks exercises -type f -exec sha256sum '{}' +)
}

# Brings a new version of a notebook or an exercise, $1, unless it is an answer.
renew() {
  before=$(sed -n "s|  $1\$||p" .sentiment-lab/given 2> /dev/null || :)
  now=$(sha256sum < "$course/$1")
  own=$(if [ -e "$1" ]; then sha256sum < "$1"; fi)
  if [ "$own" = "$now" ] || [ "$before  -" = "$now" ]; then return; fi # the user's, or new to nobody
  if [ -n "$own" ] && [ "$own" != "$before  -" ]; then
    case $1 in exercises/*.ts) return ;; esac # an answer
    mkdir -p "$earlier/${1%/*}"
    cp "$1" "$earlier/$1"
  fi
  mkdir -p "${1%/*}"
  cp "$course/$1" .sentiment-lab/renewed
  mv .sentiment-lab/renewed "$1" # at once: half a stub would pass for an answer
}

if [ ! -e "$mine" ]; then
  rm -rf "$mine.new" # of a start that was interrupted
  mkdir "$mine.new" "$mine.new/.sentiment-lab"
  copied | while read -r name; do cp -R "$course/$name" "$mine.new/"; done
  version > "$mine.new/.sentiment-lab/version"
  given > "$mine.new/.sentiment-lab/given"
  mv "$mine.new" "$mine" # so that a start that was interrupted begins again
fi
cd "$mine"
mkdir -p .sentiment-lab
now=$(version)
if [ "$now" != "$(cat .sentiment-lab/version 2> /dev/null || :)" ]; then
  earlier=earlier/$(date -u +%Y-%m-%dT%H-%M-%S)
  copied | while read -r name; do
    case $name in notebooks | exercises) continue ;; esac
    if diff --recursive --brief --no-dereference "$course/$name" "$name" > /dev/null 2>&1; then continue; fi
    rm -rf "$name.new"
    cp -R "$course/$name" "$name.new"
    if [ -e "$name" ]; then mkdir -p "$earlier" && mv "$name" "$earlier/"; fi
    mv "$name.new" "$name"
  done
  (cd "$course" && find notebooks exercises -type f) | while read -r file; do renew "$file"; done
  given > .sentiment-lab/given
  echo "$now" > .sentiment-lab/version # last, so that an update that was interrupted begins again
fi
for name in $links; do
  if [ -e "$course/$name" ] && [ ! -e "$name" ]; then ln -sfn "$course/$name" "$name"; fi
done
if [ -z "${SENTIMENT_ANSWERS:-}" ]; then exec "$@"; fi

# By content: a file that was moved here, or comes from a machine with another clock, has any time.
hand_in() {
  for answer in exercises/*.ts; do
    to=$SENTIMENT_ANSWERS/${answer##*/}
    if ! cmp -s "$answer" "$to"; then cp "$answer" "$to.new" && mv "$to.new" "$to"; fi || :
  done
}

hand_in
"$@" &
server=$!
trap 'kill -TERM "$server"' TERM INT
while sleep 60 && kill -0 $$; do hand_in; done > /dev/null 2>&1 &
copying=$!
code=0
wait "$server" || code=$?
while kill -0 "$server" 2> /dev/null; do # a signal ended the wait, and was passed on
  code=0
  wait "$server" || code=$?
done
kill "$copying"
hand_in
exit "$code"
