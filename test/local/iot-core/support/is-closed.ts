import type { Socket } from 'node:net'

/** Resolves once the socket is closed, with an error or without. */
export const isClosed = (socket: Socket): Promise<true> =>
  new Promise((resolve) => {
    socket.on('error', () => {})
    socket.once('close', () => resolve(true))
    socket.resume()
  })
