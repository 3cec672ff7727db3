#!/bin/sh
# Uploads a file with curl alone, and waits for the verdict: AIRLOCK_URL=… AIRLOCK_API_KEY=… sh send.sh FILE TYPE
set -eu

file=$1
type=$2
name=$(basename "$file")
size=$(wc -c < "$file" | tr -d ' ')

# The key goes by standard input: arguments of programs are visible to other users of the machine.
api() {
  path=$1
  shift
  printf 'Authorization: Bearer %s' "$AIRLOCK_API_KEY" |
    curl -sS --fail-with-body -H @- -H 'Content-Type: application/json' "$AIRLOCK_URL$path" "$@"
}

# The text of a field of the answer. Texts of Airlock's own hold no quotes.
field() {
  sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"
}

created=$(api "/v1/buckets/assets/uploads" -d "{
  \"filename\": \"$name\", \"content_type\": \"$type\", \"file_size_bytes\": $size, \"method\": \"PUT\", \"skip_duplicates\": false
}")
id=$(printf '%s' "$created" | field upload_id)
url=$(printf '%s' "$created" | field presigned_url)

# Straight to the store, without the key.
curl -sS --fail -T "$file" -H "Content-Type: $type" "$url"
api "/v1/uploads/$id/confirm" -d '{}' > /dev/null

while :; do
  upload=$(api "/v1/uploads/$id")
  status=$(printf '%s' "$upload" | field status)
  [ "$status" = PROCESSING ] || break
  sleep 1
done

echo "$id $status $(printf '%s' "$upload" | field status_reason)"
case $status in
  COMPLETED*) exit 0 ;;
  *) exit 1 ;;
esac
