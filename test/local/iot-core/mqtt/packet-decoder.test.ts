import { generate } from 'mqtt-packet'
import { describe, expect, it } from 'vitest'
import { MalformedPacket, PacketDecoder } from '../../../../local/iot-core/mqtt/packet-decoder.ts'

describe('PacketDecoder', () => {
  it('reads packets in the version of their CONNECT', () => {
    const decoder = new PacketDecoder()

    decoder.decode(generate({ cmd: 'connect', protocolVersion: 5, clientId: 'a' }))
    const publish = decoder.decode(
      generate(
        {
          cmd: 'publish',
          topic: 'a',
          payload: 'x',
          qos: 0,
          dup: false,
          retain: false,
          properties: { topicAlias: 1 },
        },
        { protocolVersion: 5 },
      ),
    )

    expect(publish).toMatchObject({ cmd: 'publish', properties: { topicAlias: 1 } })
  })

  it('goes on after a malformed packet', () => {
    const decoder = new PacketDecoder()
    expect(() => decoder.decode(Buffer.from('1000', 'hex'))).toThrow(MalformedPacket)

    expect(decoder.decode(Buffer.from('c000', 'hex'))).toMatchObject({ cmd: 'pingreq' })
  })

  it.each([
    ['a type that is none', '0000'],
    ['a topic that runs out', '300300ff61'],
    ['a SUBSCRIBE without a packet identifier', '820100'],
  ])('refuses %s', (_what, bytes) => {
    expect(() => new PacketDecoder().decode(Buffer.from(bytes, 'hex'))).toThrow(MalformedPacket)
  })

  it.each(Array.from({ length: 16 }, (_, type) => type))(
    'never throws anything else for packet type %i',
    (type) => {
      for (let round = 0; round < 300; round += 1) {
        const body = Buffer.from(
          Array.from({ length: round % 30 }, (_, i) => (i * 31 + round * 17) % 256),
        )
        const bytes = Buffer.concat([Buffer.from([(type << 4) | (round % 16), body.length]), body])
        const decoder = new PacketDecoder()
        if (round % 2 === 0)
          decoder.decode(generate({ cmd: 'connect', protocolVersion: 5, clientId: 'a' }))
        try {
          decoder.decode(bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedPacket)
        }
      }
    },
  )
})
