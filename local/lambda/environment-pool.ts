import type { ExecutionEnvironment } from './execution-environment.ts'
import type { Invocation, InvocationResult } from './invocation.ts'

export interface PoolOptions {
  readonly start: () => ExecutionEnvironment
  /** How many events may be handled at a time; more of them wait. */
  readonly maxEnvironments: number
  /** How many events may wait; more of them are refused. */
  readonly maxWaiting: number
  /** How long a second environment may be idle before it is retired. */
  readonly idleMilliseconds: number
}

/** Thrown when as many events wait as may. */
export class TooManyWaiting extends Error {
  override readonly name = 'TooManyWaiting'
}

/** The execution environments of one function. */
export interface EnvironmentPool {
  /** Gives up with the signal's reason while the event waits; one that is being handled goes on. */
  readonly invoke: (invocation: Invocation, signal?: AbortSignal) => Promise<InvocationResult>
  /** Stops the environments as soon as they are idle; the next event starts a new one. */
  readonly retire: () => Promise<void>
  readonly close: () => Promise<void>
}

type Take = (environment: ExecutionEnvironment | undefined) => void

/** Events that wait for an environment, the first come first; whoever gives up leaves at once. */
class WaitingLine {
  readonly #line = new Set<Take>()

  get size(): number {
    return this.#line.size
  }

  join(signal: AbortSignal | undefined): Promise<ExecutionEnvironment | undefined> {
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        this.#line.delete(take)
        reject(signal?.reason)
      }
      const take: Take = (environment) => {
        signal?.removeEventListener('abort', giveUp)
        resolve(environment)
      }
      this.#line.add(take)
      signal?.addEventListener('abort', giveUp, { once: true })
    })
  }

  shift(): Take | undefined {
    const [first] = this.#line
    if (first !== undefined) this.#line.delete(first)
    return first
  }
}

/** Reuses idle environments, starts more on concurrent demand up to a bound, and queues beyond it. */
export const createEnvironmentPool = (options: PoolOptions): EnvironmentPool => {
  const environments = new Set<ExecutionEnvironment>()
  const idle: ExecutionEnvironment[] = []
  const waiting = new WaitingLine()
  let closed = false
  let retired = false

  const stop = async (environment: ExecutionEnvironment): Promise<void> => {
    environments.delete(environment)
    const position = idle.indexOf(environment)
    if (position >= 0) idle.splice(position, 1)
    await environment.stop()
  }

  const start = (): ExecutionEnvironment => {
    const environment = options.start()
    environments.add(environment)
    return environment
  }

  const acquire = (
    signal: AbortSignal | undefined,
  ): ExecutionEnvironment | Promise<ExecutionEnvironment | undefined> => {
    const free = idle.pop()
    if (free !== undefined) return free
    if (environments.size < options.maxEnvironments) return start()
    if (waiting.size >= options.maxWaiting)
      throw new TooManyWaiting(`expected at most ${options.maxWaiting} waiting events, got more`)
    return waiting.join(signal)
  }

  const retireWhenIdle = (environment: ExecutionEnvironment): void => {
    setTimeout(() => {
      if (idle.length > 1 && idle.includes(environment)) void stop(environment)
    }, options.idleMilliseconds).unref()
  }

  const release = (environment: ExecutionEnvironment): void => {
    if (!environment.isAlive() || (retired && waiting.size === 0)) void stop(environment)
    const next = waiting.shift()
    if (next !== undefined) next(environment.isAlive() ? environment : start())
    else if (environments.has(environment)) {
      idle.push(environment)
      retireWhenIdle(environment)
    }
  }

  return {
    invoke: async (invocation, signal) => {
      signal?.throwIfAborted()
      retired = false
      let environment = closed ? undefined : await acquire(signal)
      // An idle environment can have died since it last answered.
      if (environment !== undefined && !environment.isAlive()) {
        await stop(environment)
        environment = start()
      }
      if (environment === undefined) throw new Error('expected an open function, got a closed one')
      try {
        return await environment.invoke(invocation)
      } finally {
        if (!closed) release(environment)
      }
    },
    retire: async () => {
      retired = true
      await Promise.all([...idle].map(stop))
    },
    close: async () => {
      closed = true
      for (let take = waiting.shift(); take !== undefined; take = waiting.shift()) take(undefined)
      await Promise.all([...environments].map(stop))
    },
  }
}
