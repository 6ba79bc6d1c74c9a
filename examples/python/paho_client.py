#!/usr/bin/env python3
"""Publishes one message, or waits for one, as the SIM that this machine calls from; Paho 1.x or 2.x.

  paho_client.py publish [topic below the ICCID] [message]
  paho_client.py subscribe [topic filter below the ICCID]

ONBOARDING_URL  the OnboardingUrl output of the deployment; by default that of `npm start`
ROOT_CA         certificate that both endpoints' own chain to; set it empty to trust what the system trusts
SIM_ADDRESS     local address to call from; with `npm start`, each loopback address is another SIM
IOT_PORT        443 on AWS; `npm start` says which one it got
"""

import http.client
import json
import os
import ssl
import sys
from urllib.parse import urlsplit

import paho.mqtt.client as mqtt

ONBOARDING_URL = os.environ.get(
    "ONBOARDING_URL", "https://localhost:8443/device-api/onboarding/mqtt/tokens"
)
ROOT_CA = os.environ.get("ROOT_CA", ".local/root-ca.pem")
SIM_ADDRESS = os.environ.get("SIM_ADDRESS", "")
IOT_PORT = int(os.environ.get("IOT_PORT", "443"))


def onboard():
    url = urlsplit(ONBOARDING_URL)
    connection = http.client.HTTPSConnection(
        url.hostname,
        url.port or 443,
        context=ssl.create_default_context(cafile=ROOT_CA or None),
        source_address=(SIM_ADDRESS, 0) if SIM_ADDRESS else None,
    )
    connection.request("GET", url.path, headers={"Accept": "application/json"})
    response = connection.getresponse()
    body = response.read().decode()
    if response.status != 200:
        sys.exit(f"expected status 200, got {response.status}: {body}")
    return json.loads(body)


def new_client(client_id):
    if hasattr(mqtt, "CallbackAPIVersion"):
        return mqtt.Client(mqtt.CallbackAPIVersion.VERSION1, client_id=client_id)
    return mqtt.Client(client_id=client_id)


def main(command="publish", topic=None, message="hello"):
    if command not in ("publish", "subscribe"):
        sys.exit(f"expected publish or subscribe, got {command}")
    onboarded = onboard()
    client_id = onboarded["clientId"]
    default_topic = "messages" if command == "publish" else "#"
    full_topic = f"{client_id}/{topic or default_topic}"
    failures = []

    # AWS IoT Core tells MQTT with custom authentication from all else on port 443 by this protocol name.
    context = ssl.create_default_context(cafile=ROOT_CA or None)
    context.set_alpn_protocols(["mqtt"])
    client = new_client(client_id)
    client.tls_set_context(context)
    client.username_pw_set(onboarded["username"])

    def on_connect(client, _userdata, _flags, code):
        if code != 0:
            failures.append(mqtt.connack_string(code))
            client.disconnect()
        elif command == "publish":
            client.publish(full_topic, message, qos=1)
        else:
            client.subscribe(full_topic, qos=1)

    def on_publish(client, _userdata, _packet_id):
        print(f"published to {full_topic}")
        client.disconnect()

    def on_message(client, _userdata, received):
        print(received.topic, received.payload.decode())
        client.disconnect()

    def on_disconnect(client, _userdata, code):
        # Paho would connect again for ever; a refused publish or subscribe ends in a lost connection.
        if code != 0:
            failures.append("connection lost")
            client.disconnect()

    client.on_connect = on_connect
    client.on_publish = on_publish
    client.on_message = on_message
    client.on_disconnect = on_disconnect
    client.connect(onboarded["iotCoreEndpointUrl"], IOT_PORT)
    client.loop_forever()
    if failures:
        sys.exit(failures[0])


if __name__ == "__main__":
    main(*sys.argv[1:])
