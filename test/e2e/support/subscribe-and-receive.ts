import type { Sim } from './aws.ts'
import { credentialsIn, queryOf } from './credentials.ts'
import { publishOverHttps } from './iot-core.ts'
import { onboard } from './onboard.ts'
import { type ClientExit, startClient } from './run-client.ts'
import { openTap, subscribedEvent } from './tap.ts'

/** Publishes as the SIM without disturbing its session: HTTPS has no client id. */
export const publishAs = async (sim: Sim, topic: string, payload: string): Promise<void> => {
  const { username } = await onboard(sim.address)
  const query = queryOf(credentialsIn(username))
  const answer = await publishOverHttps(`${sim.iccid}/${topic}`, query, payload)
  if (answer.status !== 200) throw new Error(`expected status 200, got ${answer.status}`)
}

/** Starts a client that subscribes and waits; once it is subscribed, sends it a message. */
export const subscribeAndReceive = async (
  sim: Sim,
  client: {
    readonly command: string
    readonly args: readonly string[]
    readonly env?: Readonly<Record<string, string>>
  },
  message: { readonly topic: string; readonly payload: string },
): Promise<ClientExit> => {
  const tap = await openTap(subscribedEvent(sim.iccid))
  const { exited } = startClient(client.command, client.args, { env: client.env })
  const early = await Promise.race([exited, tap.next(subscribedEvent(sim.iccid))])
  if ('code' in early) throw new Error(`expected a subscription, got exit: ${early.stderr}`)
  await publishAs(sim, message.topic, message.payload)
  return exited
}
