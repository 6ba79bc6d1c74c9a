import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import type { Cancel } from '../clock.ts'
import type { Gateway } from '../gateway.ts'
import { normalizeAddress } from '../normalize-address.ts'
import type { Waiting } from '../waiting-room.ts'
import type { AuthorizerCache } from './authorizer-cache.ts'

/** Requests that a client may send before it has the answer to the first. */
const PIPELINED_REQUESTS = 16

/** Deadlines and bounds of one HTTP connection. */
export class HttpConnection implements Waiting {
  readonly id = randomUUID()
  readonly cache: AuthorizerCache
  readonly sourceIp: string
  readonly #gateway: Gateway
  readonly #socket: Socket
  #pending = 0
  #isClosing = false
  #lastTurn: Promise<void> = Promise.resolve()
  #cancelDeadline: Cancel | undefined

  constructor(gateway: Gateway, socket: Socket, cache: AuthorizerCache) {
    this.#gateway = gateway
    this.#socket = socket
    this.cache = cache
    this.sourceIp = normalizeAddress(socket.remoteAddress)
    gateway.waitingRoom.enter(this)
    this.#setDeadline(gateway.quotas.admissionSeconds)
  }

  get isBusy(): boolean {
    return this.#pending > 0
  }

  drop(): void {
    this.#socket.destroy()
  }

  /** Its credentials were accepted once, or it is none of HTTP's any more. */
  leaveWaitingRoom(): void {
    this.#gateway.waitingRoom.leave(this)
  }

  /** Handles a request when those before it are done, as their answers go out in this order anyway. */
  inTurn(handle: () => Promise<void>): Promise<void> {
    const turn = this.#lastTurn.then(() => (this.#socket.destroyed ? undefined : handle()))
    this.#lastTurn = turn.catch(() => {})
    return turn
  }

  /** False if the client has sent too many requests at once. */
  begin(): boolean {
    this.#pending += 1
    this.#setDeadline(this.#gateway.quotas.admissionSeconds)
    return this.#pending <= PIPELINED_REQUESTS
  }

  finish(): void {
    this.#pending -= 1
    if (this.#pending > 0) return
    if (this.#isClosing) this.#socket.destroy()
    else this.#setDeadline(this.#gateway.quotas.httpKeepAliveSeconds)
  }

  /** Somebody else looks after the socket now, or it is gone. */
  release(): void {
    this.leaveWaitingRoom()
    this.#cancel()
  }

  close(): void {
    this.#isClosing = true
    if (this.#pending === 0) this.#socket.destroy()
  }

  #cancel(): void {
    this.#cancelDeadline?.()
    this.#cancelDeadline = undefined
  }

  #setDeadline(seconds: number): void {
    if (this.#socket.destroyed) return
    this.#cancel()
    this.#cancelDeadline = this.#gateway.clock.schedule(seconds * 1000, () =>
      this.#socket.destroy(),
    )
  }
}
