import { describe, expect, it } from 'vitest'
import type { BusActivity } from '../../local/aws/events/bus-activity.ts'
import { busDecision } from '../../local/bus-decision.ts'
import { formatDecision } from '../../local/decision-line.ts'

const time = new Date(2026, 10, 22, 6, 55, 1)

const activity = (
  type: string,
  detail: Record<string, unknown>,
  more: { kind: 'event' } | { kind: 'mail'; to: string } | { kind: 'failure'; reason: string } = {
    kind: 'event',
  },
  source = 'simpass',
): BusActivity => ({
  ...more,
  event: {
    version: '0',
    id: '1',
    'detail-type': type,
    source,
    account: '111122223333',
    time: '2026-11-22T06:55:01Z',
    region: 'eu-west-1',
    resources: [],
    detail,
  },
})

const moved = {
  version: '1',
  deployment: 'simpass-local-identity',
  iccid: '8988280666000000001',
  address: '10.0.0.2',
  previousAddress: '10.0.0.1',
  by: 'inventory',
  run: 17,
}

describe('busDecision', () => {
  it.each([
    [
      activity('SIM Moved', moved),
      '06:55:01  event    SIM Moved      8988280666000000001 10.0.0.2  from 10.0.0.1 by inventory in run 17',
    ],
    [
      activity('SIM Moved', moved, { kind: 'mail', to: 'ops@example.com' }),
      '06:55:01  mailed   SIM Moved      to ops@example.com 8988280666000000001 10.0.0.2  from 10.0.0.1 by inventory in run 17',
    ],
    [
      activity('SIM Sync Held', {
        source: '1nce',
        reason: 'INVENTORY_SHRANK',
        detail: '900 of 1000',
        run: 18,
      }),
      '06:55:01  event    SIM Sync Held  1nce  in run 18  INVENTORY_SHRANK  (900 of 1000)',
    ],
    [
      activity(
        'SIM Changes',
        {
          source: '1nce',
          run: 18,
          counts: { 'SIM Moved': 900, 'SIM Removed': 2 },
          sims: [{ type: 'SIM Moved', iccid: '8988280666000000001', address: '10.0.0.2' }],
        },
        { kind: 'mail', to: 'ops@example.com' },
      ),
      '06:55:01  mailed   SIM Changes    to ops@example.com 1nce  in run 18  (SIM Moved 900, SIM Removed 2)',
    ],
    [
      activity('SIM Changes', { source: 'operator', counts: { 'SIM Resumed': 1 }, sims: [] }),
      '06:55:01  event    SIM Changes    operator  (SIM Resumed 1)',
    ],
    [
      activity('Scheduled Event', {}, { kind: 'failure', reason: 'timed out' }, 'aws.events'),
      '06:55:01  failed   Scheduled Event  unknown  of aws.events  (timed out)',
    ],
    [
      activity('x\n', { iccid: 1 }, undefined, 'y\u001b'),
      '06:55:01  event    x\\u{a}             1  of y\\u{1b}',
    ],
  ])('reads %j', (one, line) => {
    expect(formatDecision(busDecision(one, time))).toBe(line)
  })
})
