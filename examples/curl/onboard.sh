#!/bin/sh
# Asks for the pass of the SIM that this machine calls from, and prints it as JSON (the default) or CSV.
#
#   onboard.sh [json|csv] [standard|compact]
#
# ONBOARDING_URL  the OnboardingUrl output of the deployment; by default that of `npm start`
# ROOT_CA         certificate that the URL's own chains to; set it empty to trust what the system trusts
# SIM_ADDRESS     local address to call from; with `npm start`, each loopback address is another SIM
set -eu

: "${ONBOARDING_URL:=https://localhost:8443/device-api/onboarding/mqtt/tokens}"
: "${ROOT_CA=.local/root-ca.pem}"

case ${1:-json} in
  json) accept=application/json ;;
  csv) accept=text/csv ;;
  *) echo "expected json or csv, got $1" >&2; exit 2 ;;
esac

exec curl --fail-with-body --silent --show-error \
  ${ROOT_CA:+--cacert "$ROOT_CA"} ${SIM_ADDRESS:+--interface "$SIM_ADDRESS"} \
  --header "Accept: $accept" "$ONBOARDING_URL?layout=${2:-standard}"
