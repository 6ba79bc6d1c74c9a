import type { Sessions } from './ports.ts'

/** DeleteConnection calls under way at once; the account's quota of them is small. */
const AT_ONCE = 8

/** @returns how many of the clients were connected */
export const disconnectSessions = async (
  sessions: Sessions,
  clientIds: readonly string[],
): Promise<number> => {
  const waiting = clientIds[Symbol.iterator]()
  let disconnected = 0
  const work = async (): Promise<void> => {
    // The workers share one iterator: each takes the next client that no other has.
    for (const clientId of waiting) {
      if (await sessions.disconnect(clientId)) disconnected += 1
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return disconnected
}
