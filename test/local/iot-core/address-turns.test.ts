import { describe, expect, it } from 'vitest'
import { AddressTurns } from '../../../local/iot-core/address-turns.ts'

const create = () => {
  const turns = new AddressTurns({
    authenticationsPerAddress: 2,
    waitingAuthenticationsPerAddress: 1,
  })
  const begun: string[] = []
  const run = (address: string, name: string) => {
    const { promise, resolve } = Promise.withResolvers<string>()
    const result = turns.run(address, () => {
      begun.push(name)
      return promise
    })
    return { result, finish: () => resolve(name) }
  }
  return { begun, run, turns }
}

describe('AddressTurns', () => {
  it('lets so many of an address run and so many wait', async () => {
    const { begun, run } = create()
    const first = run('a', '1')
    run('a', '2')
    const third = run('a', '3')

    expect(run('a', '4').result).toBeUndefined()
    expect(begun).toEqual(['1', '2'])

    first.finish()
    expect(await first.result).toBe('1')
    expect(begun).toEqual(['1', '2', '3'])
    third.finish()
    expect(await third.result).toBe('3')
  })

  it('keeps addresses apart', () => {
    const { begun, run } = create()

    for (const name of ['1', '2', '3']) run('a', name)
    run('b', '4')

    expect(begun).toEqual(['1', '2', '4'])
  })

  it('goes on after a failure', async () => {
    const { turns } = create()
    const fail = () => turns.run('a', () => Promise.reject(new Error('failed')))

    for (let round = 0; round < 5; round += 1) await expect(fail()).rejects.toThrow('failed')
  })
})
