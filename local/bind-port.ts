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
  EADDRNOTAVAIL: 'is at an address that this machine does not have',
}

const reasonOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error ? REASONS[String(error.code)] : undefined

/** Binds a port, or the fallback of a default one. @returns the port that was bound. */
export const bindPort = async (request: PortRequest): Promise<number> => {
  const { host, choice, option, fallbackPort, listen } = request
  try {
    return await listen({ host, port: choice.port })
  } catch (error) {
    const reason = reasonOf(error)
    if (reason === undefined) throw error
    const problem = `port ${choice.port} on ${host} ${reason}`
    if (!choice.isDefault || fallbackPort === undefined)
      throw new PortError(`${problem}: choose another with --${option}`, { cause: error })
    request.onFallback?.(`${problem}: taking ${fallbackPort} instead (--${option} chooses another)`)
    return bindPort({ ...request, choice: { port: fallbackPort, isDefault: false } })
  }
}
