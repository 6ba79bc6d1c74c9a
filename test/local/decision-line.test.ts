import { describe, expect, it } from 'vitest'
import {
  type Decision,
  formatDecision,
  functionDecision,
  gatewayDecision,
  printable,
} from '../../local/decision-line.ts'

const time = new Date(2026, 10, 22, 6, 55, 1)
const jwt = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiI4OTg4In0.c2lnbmF0dXJl'

const decision: Decision = {
  time,
  outcome: 'refused',
  event: 'Connect',
  who: ['8988280666000000001', '127.0.0.1', undefined, '127.0.0.1'],
  what: 'via MQTT',
  reason: 'NOT_AUTHENTICATED',
  detail: 'expected more',
}

describe('functionDecision', () => {
  it('sums a sync up by what it changed', () => {
    const line = JSON.stringify({
      event: 'InventorySync',
      outcome: 'applied',
      source: '1nce',
      run: 17,
      listed: 1000,
      added: 20,
      moved: 0,
      unchanged: 980,
    })
    const read = functionDecision(line, time)

    expect(read && formatDecision(read)).toBe(
      '06:55:01  applied  InventorySync  1nce  run 17: 1000 listed, 20 added, 980 unchanged',
    )
  })
})

describe('functionDecision, of a sync that could not even report', () => {
  it.each(['InventorySync', 'InventorySyncFailure'])(
    'names the inventory and the reason: %s',
    (event) => {
      const line = JSON.stringify({
        event,
        outcome: 'failed',
        source: '1nce',
        reason: 'STORE_UNAVAILABLE',
      })
      const read = functionDecision(line, time)

      expect(read && formatDecision(read)).toMatch(
        /^06:55:01 {2}failed {3}\w+ {2}1nce {2}STORE_UNAVAILABLE$/,
      )
    },
  )
})

describe('formatDecision', () => {
  it('says when, what, who and why on one line', () => {
    expect(formatDecision(decision)).toBe(
      '06:55:01  refused  Connect        8988280666000000001 127.0.0.1  via MQTT  NOT_AUTHENTICATED  (expected more)',
    )
  })

  it('admits that it does not know who', () => {
    expect(formatDecision({ time, outcome: 'failed', event: 'Onboarding', who: [] })).toBe(
      '06:55:01  failed   Onboarding     unknown',
    )
  })

  it('never prints a token, wherever a caller puts it', () => {
    const line = formatDecision({ ...decision, who: [jwt], what: `a/${jwt}`, detail: jwt })

    expect(line).not.toContain('eyJ')
  })

  it('stays one line whatever a caller sends', () => {
    expect(formatDecision({ ...decision, what: 'a\nb\r\u2028c\u001b[31m' })).not.toMatch(
      /[\p{Cc}\p{Zl}]/u,
    )
  })
})

describe('printable', () => {
  it.each([
    [jwt, '[hidden]'],
    ['eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiI4OTg4In0', '[hidden]'],
    [
      'x?x-amz-customauthorizer-signature=aB%2B/=&token=1',
      'x?x-amz-customauthorizer-signature=[hidden]&token=1',
    ],
    ['\u001b[2J', '\\u{1b}[2J'],
    ['right\u202Eleft', 'right\\u{202e}left'],
    ['Grüße 🙂', 'Grüße 🙂'],
    ['x'.repeat(400), `${'x'.repeat(300)}…`],
  ])('prints %j as %j', (text, expected) => {
    expect(printable(text)).toBe(expected)
  })
})

describe('functionDecision', () => {
  it('reads a structured log line', () => {
    const line = JSON.stringify({
      _aws: {},
      level: 'WARN',
      event: 'Onboarding',
      outcome: 'refused',
      reason: 'SIM_SUSPENDED',
      iccid: '8988',
      address: '127.0.0.1',
    })

    expect(functionDecision(line, time)).toEqual({
      time,
      outcome: 'refused',
      event: 'Onboarding',
      who: ['8988', '127.0.0.1', undefined, undefined],
      reason: 'SIM_SUSPENDED',
      detail: undefined,
    })
  })

  it('has no reason where there is none', () => {
    const line = JSON.stringify({ event: 'Onboarding', outcome: 'issued', reason: 'NONE' })

    expect(functionDecision(line, time)?.reason).toBeUndefined()
  })

  it.each(['hello', '{', '{}', '{"event":"Onboarding"}', '{"event":1,"outcome":"issued"}', 'null'])(
    'does not take %s for a decision',
    (line) => {
      expect(functionDecision(line, time)).toBeUndefined()
    },
  )
})

describe('gatewayDecision', () => {
  it('calls an end neither allowed nor refused', () => {
    const read = gatewayDecision({
      timestamp: time,
      event: 'Disconnect',
      protocol: 'MQTT',
      outcome: 'allowed',
      clientId: '8988',
      sourceIp: '127.0.0.1',
      reason: 'DUPLICATE_CLIENTID',
    })

    expect(formatDecision(read)).toBe(
      '06:55:01  ended    Disconnect     8988 127.0.0.1  via MQTT  DUPLICATE_CLIENTID',
    )
  })

  it('reads a decision of the gateway', () => {
    const read = gatewayDecision({
      timestamp: time,
      event: 'Publish',
      protocol: 'HTTPS',
      outcome: 'refused',
      principalId: '8988',
      sourceIp: '127.0.0.1',
      resource: '8989/x',
      reason: 'IMPLICIT_DENY',
    })

    expect(formatDecision(read)).toBe(
      '06:55:01  refused  Publish        8988 127.0.0.1  8989/x via HTTPS  IMPLICIT_DENY',
    )
  })
})
