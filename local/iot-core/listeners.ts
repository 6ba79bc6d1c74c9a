import type { Server, Socket } from 'node:net'

export interface ListenAddress {
  readonly host: string
  readonly port: number
}

/** After this the clients that were told to go are cut off. */
const GRACE_MS = 2500

/** The listening servers of one gateway and the sockets they accepted. */
export class Listeners {
  readonly #servers = new Set<Server>()
  readonly #sockets = new Set<Socket>()

  /** Resolves with the address that was bound, rejects if it cannot be. */
  listen(server: Server, { host, port }: ListenAddress): Promise<ListenAddress> {
    this.#servers.add(server)
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket)
      socket.on('error', () => {})
      socket.once('close', () => this.#sockets.delete(socket))
    })
    return new Promise((resolve, reject) => {
      // Kept for the server's life: it also tells of connections that could not be accepted.
      server.on('error', (error) => {
        this.#servers.delete(server)
        reject(error)
      })
      server.listen({ host, port }, () => {
        const bound = server.address()
        resolve({ host, port: typeof bound === 'object' && bound !== null ? bound.port : port })
      })
    })
  }

  /** Accepts nothing more. */
  stop(): Promise<void> {
    const closing = [...this.#servers].map(
      (server) => new Promise<void>((resolve) => server.close(() => resolve())),
    )
    this.#servers.clear()
    return Promise.all(closing).then(() => {})
  }

  /** Cuts off whoever is still connected when the time of grace is over. */
  cutOff(): () => void {
    const timer = setTimeout(() => {
      for (const socket of this.#sockets) socket.destroy()
    }, GRACE_MS)
    return () => clearTimeout(timer)
  }
}

/** Whether a host can be reached from this machine only. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)
