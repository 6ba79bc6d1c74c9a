import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLocalStack } from './local-stack.ts'
import { hasMosquitto, startMosquitto } from './mosquitto.ts'
import { type LoadClient, measureRates } from './mqtt-load.ts'
import type { Row } from './table.ts'

const ROUNDS = 3
const CLIENTS = 200

const share = (clients: readonly LoadClient[], round: number): readonly LoadClient[] =>
  clients.slice(round * CLIENTS, (round + 1) * CLIENTS)

const row = (figure: string, ratios: readonly number[], note: string): Row => ({
  figure,
  ratio: ratios.toSorted((a, b) => a - b)[Math.floor(ratios.length / 2)] ?? Number.NaN,
  lowest: Math.min(...ratios),
  highest: Math.max(...ratios),
  note,
})

/** The device gateway with custom authentication, as `npm start` runs it, against mosquitto with a password file. */
export const benchGateway = async (): Promise<readonly Row[]> => {
  if (!hasMosquitto()) {
    return [{ figure: 'device gateway / mosquitto', ratio: Number.NaN, note: 'no mosquitto here' }]
  }
  const directory = await mkdtemp(join(tmpdir(), 'simpass-bench-'))
  const users = Array.from({ length: ROUNDS * CLIENTS }, (_, n) => `user-${n}`)
  const mosquitto = await startMosquitto(directory, users)
  const ours = await startLocalStack(directory, ROUNDS * CLIENTS)
  try {
    const connects: number[] = []
    const publishes: number[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      const subject = await measureRates(share(ours.clients, round))
      const peer = await measureRates(share(mosquitto.clients, round))
      connects.push(subject.connectsPerSecond / peer.connectsPerSecond)
      publishes.push(subject.publishesPerSecond / peer.publishesPerSecond)
    }
    const note = 'every client on the same two cores'
    return [
      row(
        'gateway CONNECTs a second, custom authentication / mosquitto, password file',
        connects,
        note,
      ),
      row('gateway QoS 1 publishes a second / mosquitto', publishes, note),
    ]
  } finally {
    await ours.stop()
    await mosquitto.stop()
    await rm(directory, { recursive: true })
  }
}
