import type { ExecutionEnvironment } from './execution-environment.ts'
import type { Invocation, InvocationResult } from './invocation.ts'

export interface PoolOptions {
  readonly start: () => ExecutionEnvironment
  /** How many events may be handled at a time; more of them wait. */
  readonly maxEnvironments: number
  /** How long a second environment may be idle before it is retired. */
  readonly idleMilliseconds: number
}

/** The execution environments of one function. */
export interface EnvironmentPool {
  readonly invoke: (invocation: Invocation) => Promise<InvocationResult>
  /** Stops the environments as soon as they are idle; the next event starts a new one. */
  readonly retire: () => Promise<void>
  readonly close: () => Promise<void>
}

interface Waiting {
  readonly take: (environment: ExecutionEnvironment | undefined) => void
}

/** Reuses idle environments, starts more on concurrent demand up to a bound, and queues beyond it. */
export const createEnvironmentPool = (options: PoolOptions): EnvironmentPool => {
  const environments = new Set<ExecutionEnvironment>()
  const idle: ExecutionEnvironment[] = []
  const queue: Waiting[] = []
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

  const acquire = (): ExecutionEnvironment | Promise<ExecutionEnvironment | undefined> => {
    const free = idle.pop()
    if (free !== undefined) return free
    if (environments.size < options.maxEnvironments) return start()
    return new Promise((take) => queue.push({ take }))
  }

  const retireWhenIdle = (environment: ExecutionEnvironment): void => {
    setTimeout(() => {
      if (idle.length > 1 && idle.includes(environment)) void stop(environment)
    }, options.idleMilliseconds).unref()
  }

  const release = (environment: ExecutionEnvironment): void => {
    if (!environment.isAlive() || (retired && queue.length === 0)) void stop(environment)
    const next = queue.shift()
    if (next !== undefined) next.take(environment.isAlive() ? environment : start())
    else if (environments.has(environment)) {
      idle.push(environment)
      retireWhenIdle(environment)
    }
  }

  return {
    invoke: async (invocation) => {
      retired = false
      let environment = closed ? undefined : await acquire()
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
      for (const { take } of queue.splice(0)) take(undefined)
      await Promise.all([...environments].map(stop))
    },
  }
}
