#!/bin/sh
# Prepares the home folder of a user, and then runs the command: see Dockerfile.
#
# The first start copies notebooks and exercises into the user's volume. What does not change, packages
# and data, are links to the image. Later starts leave the user's files alone; a new version of the
# course is a new image, and the user gets its files in a folder that is removed or renamed.
set -eu
course=${SENTIMENT_LAB:-/opt/sentiment-lab}
mine=$HOME/sentiment-lab
if [ ! -e "$mine" ]; then
  mkdir "$mine.new"
  for name in "$course"/* "$course"/.npmrc; do
    case $(basename "$name") in
      node_modules | data | .venv | models) ln -s "$name" "$mine.new/" ;;
      *) cp -R "$name" "$mine.new/" ;;
    esac
  done
  ln -s "$course/.venv" "$mine.new/.venv"
  mv "$mine.new" "$mine" # so that a start that was interrupted begins again
fi
cd "$mine"
exec "$@"
