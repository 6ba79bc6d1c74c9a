#!/bin/sh
# Publishes one message at QoS 1 over MQTT, as the SIM that this machine calls from.
#
#   publish.sh [topic below the ICCID] [message]
#
# ONBOARDING_URL, ROOT_CA, SIM_ADDRESS  as for ../curl/onboard.sh
# IOT_PORT  443 on AWS; `npm start` says which one it got
# LAYOUT    standard, or compact for a username of about half the size
set -eu

topic=${1:-messages}
message=${2:-hello}
: "${IOT_PORT:=443}"

pass=$("$(dirname "$0")/../curl/onboard.sh" csv "${LAYOUT:-standard}") || { echo "$pass" >&2; exit 1; }
# The quoted fields of the row: username, client id, endpoint, URL of the root CA, root CA.
field() { printf '%s' "$pass" | cut -d '"' -f "$(($1 * 2))"; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf '%b' "$(field 5)" > "$work/root-ca.pem"

mosquitto_pub -h "$(field 3)" -p "$IOT_PORT" --tls-alpn mqtt --cafile "$work/root-ca.pem" \
  -i "$(field 2)" -u "$(field 1)" -t "$(field 2)/$topic" -q 1 -m "$message"
echo "published to $(field 2)/$topic"
