// The function of the vendor's page, call by call; what a host that is not AWS's needs is added outside of it.
//
//   node vendor-snippet.mjs <onboarding answer as JSON> <topic filter>

import { readFileSync } from 'node:fs'
import deviceSdk from 'aws-iot-device-sdk'
import queryString from 'query-string'

const { IOT_PORT, ROOT_CA } = process.env

const awsIot = {
  device: (options) =>
    deviceSdk.device({
      ...options,
      port: Number(IOT_PORT),
      region: 'local',
      websocketOptions: { ca: readFileSync(ROOT_CA) },
    }),
}

function subscribeMQTTTopicToken(
  { clientId, iotCoreEndpointUrl, username },
  topic,
  onConnect,
  onMessage,
) {
  const parsed = queryString.parse(username.split('?')[1])
  console.log(parsed)
  console.log('Registering mqtt client using token')
  var device = awsIot.device({
    clientId,
    host: iotCoreEndpointUrl,
    debug: true,
    protocol: 'wss-custom-auth',
    username: username,
    customAuthHeaders: {
      'X-Amz-CustomAuthorizer-Name': parsed['x-amz-customauthorizer-name'],
      'X-Amz-CustomAuthorizer-Signature': parsed['x-amz-customauthorizer-signature'],
      token: parsed.token,
    },
  })
  console.log('Registered succesfully')
  device.on('connect', () => {
    device.subscribe(topic)
    console.log(`MQTT subscribed to topic ${topic}`)
    onConnect(device)
  })
  device.on('close', () => {
    console.log('MQTT client connection is closed')
  })
  device.on('reconnect', () => {
    console.log('MQTT client has reconnected')
  })
  device.on('offline', () => {
    console.log('MQTT client is in offline mode')
  })
  device.on('error', (error) => {
    console.log('MQTT client error: ', error)
  })
  device.on('message', (recTopic, payload) => {
    console.log('message', payload)
    onMessage(device, recTopic, payload)
  })
}

const [onboarded, topic] = process.argv.slice(2)

subscribeMQTTTopicToken(
  JSON.parse(onboarded),
  topic,
  () => {},
  (_device, receivedTopic, payload) => {
    console.log(`received ${receivedTopic} ${payload}`)
    process.exit(0)
  },
)
