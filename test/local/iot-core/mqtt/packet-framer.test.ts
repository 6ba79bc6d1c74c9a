import { describe, expect, it } from 'vitest'
import { FramingError, PacketFramer } from '../../../../local/iot-core/mqtt/packet-framer.ts'

const collect = (chunks: readonly Buffer[], allowed = 1000, wanted = Number.POSITIVE_INFINITY) => {
  const packets: string[] = []
  const framer = new PacketFramer((firstByte) => (firstByte === 0 ? 0 : allowed))
  for (const chunk of chunks)
    framer.push(chunk, (packet) => packets.push(packet.toString('hex')) < wanted)
  return packets
}

const hex = (text: string): Buffer => Buffer.from(text, 'hex')

describe('PacketFramer', () => {
  it('cuts packets however the bytes come', () => {
    const large = Buffer.concat([hex('3080 08'.replace(' ', '')), Buffer.alloc(1024, 1)])
    const stream = Buffer.concat([hex('c000'), large, hex('3001ff'), hex('e000')])
    const expected = ['c000', large.toString('hex'), '3001ff', 'e000']

    expect(collect([stream], 2000)).toEqual(expected)
    expect(
      collect(
        [...stream].map((byte) => Buffer.from([byte])),
        2000,
      ),
    ).toEqual(expected)
    expect(collect([stream.subarray(0, 700), stream.subarray(700)], 2000)).toEqual(expected)
  })

  it('keeps what is not whole yet to itself', () => {
    expect(collect([hex('3003ffff')])).toEqual([])
  })

  it('stops when no more packets are wanted', () => {
    expect(collect([hex('c000c000c000')], 1000, 2)).toEqual(['c000', 'c000'])
  })

  it('takes a packet of exactly the allowed length', () => {
    expect(collect([hex('3003ffffff')], 5)).toEqual(['3003ffffff'])
  })

  it.each([
    ['a packet over the allowed length, from its header alone', '3004', 5],
    ['the longest length there is', '30ffffff7f', 1000],
    ['a fifth length byte', '3080808080', 1000],
    ['a packet type that may not come', '00', 1000],
  ])('refuses %s', (_what, bytes, allowed) => {
    expect(() => collect([hex(bytes)], allowed)).toThrow(FramingError)
  })
})
