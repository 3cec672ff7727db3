#!/bin/sh
# Uploads a folder with the command line, and says what to do about each way to end: sh archive.sh FOLDER
set -u

# What would be refused is known before a byte is sent.
airlock audit "$1" --quiet || echo "Some files will be refused: see above." >&2

airlock upload "$1" --bucket exports --metadata "archived=$(date +%F)" --wait --quiet
case $? in
  0) echo "Everything is archived." ;;
  3) echo "Archived, but for the files that were refused." ;;
  4) echo "The key is not valid any more: airlock login." >&2 && exit 1 ;;
  6 | 130) echo "Not finished: run this again, and it goes on where it stopped." >&2 && exit 1 ;;
  *) exit 1 ;;
esac
