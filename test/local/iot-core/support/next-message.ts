import type { MqttClient } from 'mqtt'

/** The next message that an MQTT.js client gets. */
export const nextMessage = (client: MqttClient): Promise<{ topic: string; payload: string }> =>
  new Promise((resolve) => {
    client.once('message', (topic, payload) => resolve({ topic, payload: String(payload) }))
  })
