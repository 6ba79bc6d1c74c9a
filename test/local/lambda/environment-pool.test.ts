import { describe, expect, it } from 'vitest'
import { createEnvironmentPool, TooManyWaiting } from '../../../local/lambda/environment-pool.ts'
import type { InvocationResult } from '../../../local/lambda/invocation.ts'

interface FakeEnvironment {
  readonly handled: string[]
  readonly finish: () => void
  readonly die: () => void
  stopped: boolean
}

const setUp = ({ maxEnvironments = 2, maxWaiting = 10, idleMilliseconds = 60_000 } = {}) => {
  const started: FakeEnvironment[] = []
  const pool = createEnvironmentPool({
    maxEnvironments,
    maxWaiting,
    idleMilliseconds,
    start: () => {
      let alive = true
      let finish: (result: InvocationResult) => void = () => {}
      const environment: FakeEnvironment = {
        handled: [],
        stopped: false,
        finish: () => finish({ requestId: environment.handled.at(-1) ?? '', payload: 'null' }),
        die: () => {
          alive = false
        },
      }
      started.push(environment)
      return {
        invoke: ({ requestId }) => {
          environment.handled.push(requestId)
          return new Promise((resolve) => {
            finish = resolve
          })
        },
        isAlive: () => alive,
        stop: async () => {
          alive = false
          environment.stopped = true
        },
      }
    },
  })
  const invoke = (requestId: string, signal?: AbortSignal) =>
    pool.invoke({ requestId, payload: '{}', traceId: '' }, signal)
  return { pool, started, invoke }
}

/** Lets every promise that is ready settle. */
const settle = () => new Promise((resolve) => setImmediate(resolve))

describe('createEnvironmentPool', () => {
  it('reuses an idle environment', async () => {
    const { started, invoke } = setUp()
    for (const requestId of ['1', '2']) {
      const invoked = invoke(requestId)
      await settle()
      started[0]?.finish()
      await invoked
    }

    expect(started.map(({ handled }) => handled)).toEqual([['1', '2']])
  })

  it('starts a second environment on concurrent demand', async () => {
    const { started, invoke } = setUp()
    void invoke('1')
    void invoke('2')
    await settle()

    expect(started.map(({ handled }) => handled)).toEqual([['1'], ['2']])
  })

  it('queues beyond the bound, in order', async () => {
    const { started, invoke } = setUp({ maxEnvironments: 1 })
    for (const requestId of ['1', '2', '3']) void invoke(requestId)
    for (let index = 0; index < 2; index++) {
      await settle()
      started[0]?.finish()
    }
    await settle()

    expect(started.map(({ handled }) => handled)).toEqual([['1', '2', '3']])
  })

  it('passes over events whose callers have left', async () => {
    const { started, invoke } = setUp({ maxEnvironments: 1, maxWaiting: 1 })
    const leaving = new AbortController()
    void invoke('1')
    const left = invoke('2', leaving.signal)
    await settle()
    leaving.abort(new Error('gone'))
    await expect(left).rejects.toThrow('gone')
    void invoke('3')
    started[0]?.finish()
    await settle()

    expect(started.map(({ handled }) => handled)).toEqual([['1', '3']])
  })

  it('starts nothing for a caller who has left before', async () => {
    const { started, invoke } = setUp()

    await expect(invoke('1', AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone')
    expect(started).toEqual([])
  })

  it('goes on with an event that is being handled, whoever leaves', async () => {
    const { started, invoke } = setUp()
    const leaving = new AbortController()
    const invoked = invoke('1', leaving.signal)
    await settle()
    leaving.abort()
    started[0]?.finish()

    expect(await invoked).toMatchObject({ requestId: '1' })
  })

  it('refuses events beyond those that may wait', async () => {
    const { invoke } = setUp({ maxEnvironments: 1, maxWaiting: 1 })
    void invoke('1')
    void invoke('2')

    await expect(invoke('3')).rejects.toThrow(TooManyWaiting)
  })

  it('replaces an environment that died while it handled an event', async () => {
    const { started, invoke } = setUp({ maxEnvironments: 1 })
    void invoke('1')
    void invoke('2')
    await settle()
    started[0]?.die()
    started[0]?.finish()
    await settle()

    expect(started.map(({ handled }) => handled)).toEqual([['1'], ['2']])
    expect(started[0]?.stopped).toBe(true)
  })

  it('replaces an environment that died while it was idle', async () => {
    const { started, invoke } = setUp()
    const first = invoke('1')
    await settle()
    started[0]?.finish()
    await first
    started[0]?.die()
    void invoke('2')
    await settle()

    expect(started.map(({ handled }) => handled)).toEqual([['1'], ['2']])
  })

  it('retires the second environment once both are idle', async () => {
    const { started, invoke } = setUp({ idleMilliseconds: 0 })
    void invoke('1')
    void invoke('2')
    await settle()
    for (const environment of started) environment.finish()

    await expect.poll(() => started.map(({ stopped }) => stopped)).toContain(true)
    expect(started.filter(({ stopped }) => !stopped)).toHaveLength(1)
  })

  it('retires a busy environment when it has finished', async () => {
    const { pool, started, invoke } = setUp()
    const invoked = invoke('1')
    await settle()
    await pool.retire()
    const whileBusy = started[0]?.stopped
    started[0]?.finish()
    await invoked

    expect(whileBusy).toBe(false)
    expect(started[0]?.stopped).toBe(true)
  })

  it('starts anew after it was retired', async () => {
    const { pool, started, invoke } = setUp()
    const invoked = invoke('1')
    await settle()
    started[0]?.finish()
    await invoked
    await pool.retire()
    void invoke('2')
    await settle()

    expect(started.map(({ handled }) => handled)).toEqual([['1'], ['2']])
  })

  it('refuses events once it is closed, those that wait too', async () => {
    const { pool, started, invoke } = setUp({ maxEnvironments: 1 })
    void invoke('1')
    const waiting = invoke('2')
    await settle()
    await Promise.all([pool.close(), expect(waiting).rejects.toThrow('got a closed one')])

    await expect(invoke('3')).rejects.toThrow('got a closed one')
    expect(started.map(({ stopped }) => stopped)).toEqual([true])
  })
})
