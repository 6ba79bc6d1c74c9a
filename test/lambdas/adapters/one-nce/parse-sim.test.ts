import { describe, expect, it } from 'vitest'
import { parseSim } from '../../../../lambdas/adapters/one-nce/parse-sim.ts'
import { anApiSim } from '../../../support/operator-api.ts'

const ICCID = '8988280666000000001'
const parse = (changes: Record<string, unknown>) => parseSim(anApiSim(1, changes), 'here', 'iccid')

describe('parseSim', () => {
  it.each([
    ['Enabled', 'active'],
    ['Disabled', 'suspended'],
    ['DISABLED', 'suspended'],
  ])('takes %s for %s', (status, expected) => {
    expect(parse({ status })).toMatchObject({ iccid: ICCID, status: expected })
  })

  it.each(['Active', '', ' Enabled', 'constructor', null, undefined, 1, true, ['Enabled']])(
    'cannot read a SIM of status %j, and never takes it for active',
    (status) => {
      expect(parse({ status })).toMatchObject({
        place: 'here',
        code: 'INVALID_STATUS',
        iccid: ICCID,
      })
    },
  )

  it.each([undefined, null, ''])('takes %j for no address', (ip_address) => {
    expect(parse({ ip_address })).not.toHaveProperty('address')
    expect(parse({ ip_address })).toMatchObject({ status: 'active' })
  })

  it.each([
    ['010.0.0.1'],
    ['10.0.0.256'],
    ['fe80::1%eth0'],
    ['0.0.0.0'],
    ['::'],
    [167_772_161],
    [{}],
    ['10.0.0.1 '],
  ])('cannot read a SIM of address %j', (ip_address) => {
    expect(parse({ ip_address })).toMatchObject({ code: 'INVALID_ADDRESS', iccid: ICCID })
  })

  it.each(['010.0.0.1', '0.0.0.0', {}])(
    'reads that a SIM of address %j is suspended',
    (ip_address) => {
      expect(parse({ ip_address, status: 'Disabled' })).toMatchObject({
        code: 'INVALID_ADDRESS',
        iccid: ICCID,
        isSuspended: true,
      })
      expect(parse({ ip_address })).not.toHaveProperty('isSuspended')
    },
  )

  const without = (name: string) => {
    const { [name]: _, ...rest } = anApiSim(1)
    return parseSim(rest, 'here', 'iccid')
  }

  it.each(['ip_address', 'iccid_with_luhn', 'imsi', 'msisdn', 'label'])(
    'reads a SIM that lacks %s',
    (name) => {
      expect(without(name)).toMatchObject({ iccid: ICCID, status: 'active' })
    },
  )

  it('knows a SIM that lacks its status, and none that lacks its ICCID', () => {
    expect(without('status')).toMatchObject({ code: 'INVALID_STATUS', iccid: ICCID })
    expect(without('iccid')).toMatchObject({ code: 'INVALID_ICCID' })
  })

  it('brings an IPv6 address into its one form', () => {
    expect(parse({ ip_address: '2001:DB8:0:0::1' })).toMatchObject({ address: '2001:db8::1' })
  })

  it.each([[null], ['8988'], [17], ['8988280666000000001\n'], [undefined]])(
    'cannot read a SIM of ICCID %j',
    (iccid) => {
      expect(parse({ iccid })).toMatchObject({ code: 'INVALID_ICCID' })
      expect(parse({ iccid })).not.toHaveProperty('iccid')
    },
  )

  it.each([[null], ['8988'], [17], ['8988280666000000001\n'], [undefined]])(
    'cannot read a SIM of ICCID %j',
    (iccid) => {
      expect(parse({ iccid })).toMatchObject({ code: 'INVALID_ICCID' })
      expect(parse({ iccid })).not.toHaveProperty('iccid')
    },
  )

  it.each(['0.0.0.0', 'ff02::1'])('cannot read a SIM at %s', (ip_address) => {
    expect(parse({ ip_address })).toMatchObject({ code: 'INVALID_ADDRESS', iccid: ICCID })
  })

  it.each([[null], ['8988280666000000001'], [[]], [17]])('cannot read %j as a SIM', (element) => {
    expect(parseSim(element, 'here', 'iccid')).toMatchObject({ place: 'here' })
    expect(parseSim(element, 'here', 'iccid')).toHaveProperty('code')
  })

  it.each([
    ['imsi', 'not a number', undefined],
    ['imsi', 901405100000018, undefined],
    ['msisdn', null, undefined],
    ['label', 'Boiler\r\n\u0000room', 'Boiler room'],
    ['label', '  ', undefined],
    ['label', 'x'.repeat(300), 'x'.repeat(256)],
    ['label', `${'x'.repeat(255)}😀y`, `${'x'.repeat(255)}😀`],
    ['label', 'a\u202eb', 'ab'],
    ['label', 17, undefined],
  ])('reads a SIM whose %s is %j', (name, value, expected) => {
    const sim: object = parse({ [name]: value })

    expect(sim).toMatchObject({ iccid: ICCID, status: 'active' })
    expect({ ...sim }).toEqual(
      expected === undefined
        ? expect.not.objectContaining({ [name]: expect.anything() })
        : expect.objectContaining({ [name]: expected }),
    )
  })
})
