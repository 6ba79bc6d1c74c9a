import type { PortChoice } from './command-line.ts'
import type { ListenAddress } from './listen.ts'

/** A port could not be bound; the message names it and the option that chooses another. */
export class PortError extends Error {
  override readonly name = 'PortError'
}

export interface PortRequest {
  readonly host: string
  readonly choice: PortChoice
  /** The flag, without its dashes. */
  readonly option: string
  /** Taken instead of a default port that cannot be bound. */
  readonly fallbackPort?: number
  readonly listen: (address: ListenAddress) => Promise<number>
  readonly onFallback?: (message: string) => void
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use',
  EACCES: 'needs more privileges than this user has',
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : ''

/** Binds a port, or the fallback of a default one. @returns the port that was bound. */
export const bindPort = async (request: PortRequest): Promise<number> => {
  const { host, choice, option, fallbackPort, listen } = request
  try {
    return await listen({ host, port: choice.port })
  } catch (error) {
    const reason = REASONS[codeOf(error)]
    if (['EADDRNOTAVAIL', 'ENOTFOUND'].includes(codeOf(error)))
      throw new PortError(`${host} is no address of this machine: choose another with --host`, {
        cause: error,
      })
    if (reason === undefined) throw error
    const problem = `port ${choice.port} on ${host} ${reason}`
    if (!choice.isDefault || fallbackPort === undefined)
      throw new PortError(`${problem}: choose another with --${option}`, { cause: error })
    request.onFallback?.(`${problem}: taking ${fallbackPort} instead (--${option} chooses another)`)
    return bindPort({ ...request, choice: { port: fallbackPort, isDefault: false } })
  }
}
