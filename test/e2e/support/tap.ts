import mqtt from 'mqtt'
import { inject, onTestFinished } from 'vitest'

export interface TappedMessage {
  readonly topic: string
  readonly payload: string
}

export interface Tap {
  /** All that came so far. */
  readonly messages: readonly TappedMessage[]
  /** The first message on a topic, whether it came already or not. */
  readonly next: (topic: string) => Promise<TappedMessage>
}

/** Watches topics as an operator does, without being a device. */
export const openTap = async (...filters: readonly string[]): Promise<Tap> => {
  const { tap } = inject('stack')
  const client = await mqtt.connectAsync(`mqtt://${tap.host}:${tap.port}`, { reconnectPeriod: 0 })
  onTestFinished(() => {
    client.end(true)
  })
  const messages: TappedMessage[] = []
  const waiting = new Map<string, (message: TappedMessage) => void>()
  client.on('message', (topic, payload) => {
    const message = { topic, payload: payload.toString() }
    messages.push(message)
    waiting.get(topic)?.(message)
  })
  await client.subscribeAsync([...filters], { qos: 1 })
  const next = (topic: string) =>
    new Promise<TappedMessage>((resolve) => {
      const come = messages.find((message) => message.topic === topic)
      if (come === undefined) waiting.set(topic, resolve)
      else resolve(come)
    })
  return { messages, next }
}

/** Resolves when a client id's subscription to a filter is in force, as AWS's lifecycle events tell it. */
export const subscribedEvent = (iccid: string): string =>
  `$aws/events/subscriptions/subscribed/${iccid}`
