// MQTT.js: publishes one message at QoS 1, or waits for one.
//
//   node mqtt-js.mjs publish [topic below the ICCID] [message]
//   node mqtt-js.mjs subscribe [topic filter below the ICCID]
//
// Settings as in onboard.mjs, and
// MQTT_VERSION  4 (MQTT 3.1.1, the default) or 5
// TRANSPORT     tls (the default) or wss

import { connectAsync } from 'mqtt'
import { iotPort, onboard, readCommand, rootCa } from './onboard.mjs'

const { MQTT_VERSION = '4', TRANSPORT = 'tls' } = process.env

const { clientId, username, iotCoreEndpointUrl: host } = await onboard()
const { command, topic, message } = readCommand(clientId)

// AWS IoT Core tells MQTT from HTTPS on port 443 by the protocol name `mqtt` (ALPN).
const alpn = { ALPNProtocols: ['mqtt'], servername: host }
const url = TRANSPORT === 'wss' ? `wss://${host}:${iotPort}/mqtt` : `mqtts://${host}:${iotPort}`
const client = await connectAsync(url, {
  clientId,
  username,
  ca: rootCa,
  protocolVersion: Number(MQTT_VERSION),
  reconnectPeriod: 0,
  ...(TRANSPORT === 'wss' ? {} : alpn),
})

if (command === 'publish') {
  await client.publishAsync(topic, message, { qos: 1 })
  console.log(`published to ${topic}`)
} else {
  const received = new Promise((resolve, reject) => {
    client.once('message', (...args) => resolve(args))
    client.once('close', () => reject(new Error('expected a message, the connection was closed')))
  })
  await client.subscribeAsync(topic, { qos: 1 })
  const [receivedTopic, payload] = await received
  console.log(receivedTopic, payload.toString())
}
await client.endAsync()
