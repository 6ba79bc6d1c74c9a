#!/bin/sh
# Waits for one message over MQTT, as the SIM that this machine calls from, and prints its topic and payload.
#
#   subscribe.sh [topic filter below the ICCID]
#
# ONBOARDING_URL, ROOT_CA, SIM_ADDRESS  as for ../curl/onboard.sh
# IOT_PORT  443 on AWS; `npm start` says which one it got
# LAYOUT    standard, or compact for a username of about half the size
set -eu

filter=${1:-#}
: "${IOT_PORT:=443}"

pass=$("$(dirname "$0")/../curl/onboard.sh" csv "${LAYOUT:-standard}") || { echo "$pass" >&2; exit 1; }
# The quoted fields of the row: username, client id, endpoint, URL of the root CA, root CA.
field() { printf '%s' "$pass" | cut -d '"' -f "$(($1 * 2))"; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf '%b' "$(field 5)" > "$work/root-ca.pem"

mosquitto_sub -h "$(field 3)" -p "$IOT_PORT" --tls-alpn mqtt --cafile "$work/root-ca.pem" \
  -i "$(field 2)" -u "$(field 1)" -t "$(field 2)/$filter" -q 1 -C 1 -v
