// AWS IoT Device SDK for JavaScript v1, over WebSocket: publishes one message at QoS 1, or waits for one.
//
//   node device-sdk-v1.mjs publish [topic below the ICCID] [message]
//   node device-sdk-v1.mjs subscribe [topic filter below the ICCID]
//
// Settings as in onboard.mjs.

import awsIot from 'aws-iot-device-sdk'
import queryString from 'query-string'
import { iotPort, onboard, readCommand, rootCa } from './onboard.mjs'

const { clientId, username, iotCoreEndpointUrl: host } = await onboard()
const { command, topic, message } = readCommand(clientId)

// Headers are not URL-encoded, so the values of the username are decoded.
const parsed = queryString.parse(username.split('?')[1])
const device = awsIot.device({
  clientId,
  host,
  port: iotPort,
  protocol: 'wss-custom-auth',
  username,
  customAuthHeaders: {
    'X-Amz-CustomAuthorizer-Name': parsed['x-amz-customauthorizer-name'],
    'X-Amz-CustomAuthorizer-Signature': parsed['x-amz-customauthorizer-signature'],
    token: parsed.token,
  },
  // The SDK takes the Region from AWS's own host names and wants to be told it for any other.
  region: host.endsWith('.amazonaws.com') ? undefined : 'local',
  websocketOptions: { ca: rootCa },
})

device.on('error', (error) => {
  console.error(error.message)
  process.exit(1)
})
// The SDK would connect again and again, whatever the reason.
device.on('offline', () => {
  console.error('connection refused or lost')
  process.exit(1)
})

if (command === 'publish') {
  device.publish(topic, message, { qos: 1 }, () => {
    console.log(`published to ${topic}`)
    device.end(false, () => process.exit(0))
  })
} else {
  device.subscribe(topic, { qos: 1 })
  device.on('message', (receivedTopic, payload) => {
    console.log(receivedTopic, payload.toString())
    device.end(false, () => process.exit(0))
  })
}
