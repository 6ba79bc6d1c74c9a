import type { Server, Socket } from 'node:net'

export interface ConnectionLimits {
  readonly connections: number
  /** Addresses cannot be forged over TCP, so that one sender leaves room for the others. */
  readonly connectionsPerAddress: number
}

/** Closes the connections to a server that are beyond its limits as soon as they come. */
export const limitConnections = (server: Server, limits: ConnectionLimits): void => {
  const counts = new Map<string, number>()
  server.maxConnections = limits.connections
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? ''
    const count = (counts.get(address) ?? 0) + 1
    counts.set(address, count)
    socket.once('close', () => {
      const left = (counts.get(address) ?? 1) - 1
      if (left === 0) counts.delete(address)
      else counts.set(address, left)
    })
    if (count > limits.connectionsPerAddress) socket.destroy()
  })
}
