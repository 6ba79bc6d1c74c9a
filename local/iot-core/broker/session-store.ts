import type { Cancel, Clock } from '../clock.ts'
import type { Broker } from './broker.ts'
import type { SessionIdentity, SessionQuotas } from './session.ts'
import { Session } from './session.ts'

export interface SessionStoreLimits extends SessionQuotas {
  readonly persistentSessions: number
}

/** The sessions by key; a disconnected one is kept until it expires. */
export class SessionStore {
  readonly #limits: SessionStoreLimits
  readonly #clock: Clock
  readonly #broker: Broker
  readonly #sessions = new Map<string, Session>()
  readonly #expiries = new Map<string, Cancel>()

  constructor(limits: SessionStoreLimits, clock: Clock, broker: Broker) {
    this.#limits = limits
    this.#clock = clock
    this.#broker = broker
  }

  /** Resumes the session if that is wanted and one of the same protocol family is there, else begins a new one. */
  open(identity: SessionIdentity, isResuming: boolean): { session: Session; isPresent: boolean } {
    this.#expiries.get(identity.key)?.()
    this.#expiries.delete(identity.key)
    const known = this.#sessions.get(identity.key)
    if (known !== undefined && isResuming && known.family === identity.family) {
      known.expirySeconds = identity.expirySeconds
      return { session: known, isPresent: true }
    }
    this.discard(identity.key)
    const session = new Session(identity, this.#limits, this.#clock)
    this.#sessions.set(identity.key, session)
    return { session, isPresent: false }
  }

  /** Called when the session's connection is gone. */
  release(session: Session): void {
    session.detach()
    const isKept =
      session.expirySeconds > 0 && this.#expiries.size < this.#limits.persistentSessions
    if (!isKept) {
      this.discard(session.key)
      return
    }
    const cancel = this.#clock.schedule(session.expirySeconds * 1000, () => {
      this.#expiries.delete(session.key)
      this.discard(session.key)
    })
    this.#expiries.set(session.key, cancel)
  }

  discard(key: string): void {
    this.#expiries.get(key)?.()
    this.#expiries.delete(key)
    const session = this.#sessions.get(key)
    if (session === undefined) return
    this.#broker.forget(session)
    this.#sessions.delete(key)
  }

  clear(): void {
    for (const key of [...this.#sessions.keys()]) this.discard(key)
  }
}
