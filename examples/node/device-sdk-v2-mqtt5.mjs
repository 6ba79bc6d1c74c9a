// AWS IoT Device SDK for JavaScript v2, MQTT 5 over TLS: publishes one message at QoS 1, or waits for one.
//
//   node device-sdk-v2-mqtt5.mjs publish [topic below the ICCID] [message]
//   node device-sdk-v2-mqtt5.mjs subscribe [topic filter below the ICCID]
//
// Settings as in onboard.mjs.

import { once } from 'node:events'
import { iot, mqtt5 } from 'aws-iot-device-sdk-v2'
import { credentialsIn, iotPort, onboard, readCommand, rootCa } from './onboard.mjs'

const { clientId, username, iotCoreEndpointUrl: host } = await onboard()
const { command, topic, message } = readCommand(clientId)

const builder = iot.AwsIotMqtt5ClientConfigBuilder.newDirectMqttBuilderWithCustomAuth(
  host,
  credentialsIn(username),
)
builder.withPort(iotPort)
builder.withConnectProperties({ clientId, keepAliveIntervalSeconds: 60 })
if (rootCa !== undefined) builder.withCertificateAuthority(rootCa)
const client = new mqtt5.Mqtt5Client(builder.build())

// The client would connect again and again, whatever the reason.
client.on('connectionFailure', ({ error, connack }) => {
  console.error(connack?.reasonString ?? error.toString())
  process.exit(1)
})
client.on('disconnection', ({ error, disconnect }) => {
  console.error(disconnect?.reasonString ?? error.toString())
  process.exit(1)
})

const connected = once(client, 'connectionSuccess')
client.start()
await connected

const qos = mqtt5.QoS.AtLeastOnce
if (command === 'publish') {
  const { reasonCode } = await client.publish({ topicName: topic, qos, payload: message })
  if (reasonCode !== mqtt5.PubackReasonCode.Success) throw new Error(`got PUBACK ${reasonCode}`)
  console.log(`published to ${topic}`)
} else {
  const received = once(client, 'messageReceived')
  const { reasonCodes } = await client.subscribe({ subscriptions: [{ topicFilter: topic, qos }] })
  if (reasonCodes[0] !== qos) throw new Error(`got SUBACK ${reasonCodes[0]}`)
  const [{ message: packet }] = await received
  console.log(packet.topicName, Buffer.from(packet.payload).toString())
}

client.removeAllListeners('disconnection')
const stopped = once(client, 'stopped')
client.stop({ reasonCode: mqtt5.DisconnectReasonCode.NormalDisconnection })
await stopped
client.close()
// The SDK's native threads would keep the process alive.
process.exit()
