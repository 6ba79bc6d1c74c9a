// AWS IoT Device SDK for JavaScript v2, MQTT 3.1.1 over TLS: publishes one message at QoS 1, or waits for one.
//
//   node device-sdk-v2-mqtt311.mjs publish [topic below the ICCID] [message]
//   node device-sdk-v2-mqtt311.mjs subscribe [topic filter below the ICCID]
//
// Settings as in onboard.mjs.

import { once } from 'node:events'
import { iot, mqtt } from 'aws-iot-device-sdk-v2'
import { credentialsIn, iotPort, onboard, readCommand, rootCa } from './onboard.mjs'

const { clientId, username, iotCoreEndpointUrl: host } = await onboard()
const { command, topic, message } = readCommand(clientId)
const { authorizerName, tokenSignature, tokenKeyName, tokenValue } = credentialsIn(username)

const builder = iot.AwsIotMqttConnectionConfigBuilder.new_default_builder()
  .with_custom_authorizer('', authorizerName, tokenSignature, '', tokenKeyName, tokenValue)
  .with_endpoint(host)
  .with_port(iotPort)
  .with_client_id(clientId)
  .with_clean_session(true)
if (rootCa !== undefined) builder.with_certificate_authority(rootCa)
const connection = new mqtt.MqttClient().new_connection(builder.build())

// The connection would be tried again and again, whatever the reason.
connection.on('interrupt', (error) => {
  console.error(error.toString())
  process.exit(1)
})
await connection.connect()

if (command === 'publish') {
  await connection.publish(topic, message, mqtt.QoS.AtLeastOnce)
  console.log(`published to ${topic}`)
} else {
  const received = once(connection, 'message')
  await connection.subscribe(topic, mqtt.QoS.AtLeastOnce)
  const [receivedTopic, payload] = await received
  console.log(receivedTopic, Buffer.from(payload).toString())
}
connection.removeAllListeners('interrupt')
await connection.disconnect()
