const LOOPBACK_HOST = 'localhost'

const isLoopback = (host: string): boolean =>
  host === LOOPBACK_HOST || host.startsWith('127.') || host === '::1'

const isWildcard = (host: string): boolean => host === '0.0.0.0' || host === '::'

/** The name under which devices reach what listens on an address. */
export const publicHost = (listenHost: string): string =>
  isLoopback(listenHost) || isWildcard(listenHost) ? LOOPBACK_HOST : listenHost

/** Every name that the certificate and the endpoints answer to. */
export const publicHosts = (listenHost: string): readonly string[] => [
  ...new Set([LOOPBACK_HOST, '127.0.0.1', ...(isWildcard(listenHost) ? [] : [listenHost])]),
]
