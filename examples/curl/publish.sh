#!/bin/sh
# Publishes one message at QoS 1 over HTTPS, as the SIM that this machine calls from.
#
#   publish.sh [topic below the ICCID] [message]
#
# ONBOARDING_URL, ROOT_CA, SIM_ADDRESS  as for onboard.sh
# IOT_PORT                              443 on AWS; `npm start` says which one it got
set -eu

topic=${1:-messages}
message=${2:-'{"data": "hello"}'}
: "${IOT_PORT:=443}"

pass=$("$(dirname "$0")/onboard.sh" csv) || { echo "$pass" >&2; exit 1; }
# The quoted fields of the row: username, client id, endpoint, URL of the root CA, root CA.
field() { printf '%s' "$pass" | cut -d '"' -f "$(($1 * 2))"; }

username=$(field 1)
client_id=$(field 2)
endpoint=$(field 3)
# What stands before the question mark is not needed in a query string.
credentials=${username#*\?}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf '%b' "$(field 5)" > "$work/root-ca.pem"

curl --fail-with-body --silent --show-error --cacert "$work/root-ca.pem" \
  --header "username: $username" --header "clientId: $client_id" --data "$message" \
  "https://$endpoint:$IOT_PORT/topics/$client_id/$topic?qos=1&$credentials"
echo
