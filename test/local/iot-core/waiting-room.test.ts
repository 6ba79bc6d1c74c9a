import { describe, expect, it } from 'vitest'
import { WaitingRoom } from '../../../local/iot-core/waiting-room.ts'

const create = (limits: { strangers?: number; strangersPerAddress?: number }) => {
  const room = new WaitingRoom({ strangers: 100, strangersPerAddress: 100, ...limits })
  const dropped: string[] = []
  const enter = (name: string, sourceIp = '192.0.2.1', isBusy = false) => {
    const waiting = { sourceIp, isBusy, drop: () => dropped.push(name) }
    room.enter(waiting)
    return waiting
  }
  return { room, dropped, enter }
}

describe('WaitingRoom', () => {
  it('drops who came first when it is full', () => {
    const { dropped, enter } = create({ strangers: 2 })

    for (const name of ['a', 'b', 'c', 'd']) enter(name)

    expect(dropped).toEqual(['a', 'b'])
  })

  it('drops of one address only its own', () => {
    const { dropped, enter } = create({ strangersPerAddress: 1 })

    enter('a', '192.0.2.1')
    enter('b', '192.0.2.2')
    enter('c', '192.0.2.2')

    expect(dropped).toEqual(['b'])
  })

  it('spares those that are being judged as long as there are others', () => {
    const { dropped, enter } = create({ strangers: 2 })
    enter('a', '192.0.2.1', true)
    enter('b')
    enter('c', '192.0.2.1', true)

    enter('d')

    expect(dropped).toEqual(['b', 'a'])
  })

  it('has room again for each that has left', () => {
    const { room, dropped, enter } = create({ strangers: 1, strangersPerAddress: 1 })

    room.leave(enter('a'))
    enter('b')

    expect(dropped).toEqual([])
  })
})
