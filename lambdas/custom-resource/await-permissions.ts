import type { ResourceHandler } from './cloudformation.ts'

/** A role's new policy takes some seconds to reach every service: how often to try, and how far apart. */
const TRIES = 7
const PAUSE_MILLISECONDS = 4000

const DENIALS = new Set(['AccessDenied', 'AccessDeniedException', 'UnauthorizedException'])

const isDenied = (error: unknown): boolean => error instanceof Error && DENIALS.has(error.name)

/**
 * Tries an idempotent handler again while AWS denies what its role was just allowed.
 *
 * @param sleep waits for so many milliseconds
 */
export const awaitPermissions =
  (handle: ResourceHandler, sleep: (milliseconds: number) => Promise<unknown>): ResourceHandler =>
  async (event) => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await handle(event)
      } catch (error) {
        if (tries >= TRIES || !isDenied(error)) throw error
        await sleep(PAUSE_MILLISECONDS)
      }
    }
  }
