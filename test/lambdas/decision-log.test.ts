import { describe, expect, it } from 'vitest'
import { createDecisionLog, describeError } from '../../lambdas/decision-log.ts'

describe('createDecisionLog', () => {
  it('writes one line that CloudWatch counts by outcome and reason', () => {
    const lines: string[] = []
    const log = createDecisionLog(
      (line) => lines.push(line),
      () => 1000,
    )

    log({ event: 'Authorization', outcome: 'refused', reason: 'TOKEN_EXPIRED', detail: 'a\nb' })

    expect(lines).toHaveLength(1)
    expect(lines[0]).not.toContain('\n')
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      _aws: {
        Timestamp: 1000,
        CloudWatchMetrics: [
          {
            Namespace: 'Simpass',
            Dimensions: [
              ['event', 'outcome'],
              ['event', 'outcome', 'reason'],
            ],
            Metrics: [{ Name: 'Decisions', Unit: 'Count' }],
          },
        ],
      },
      level: 'WARN',
      Decisions: 1,
      event: 'Authorization',
      outcome: 'refused',
      reason: 'TOKEN_EXPIRED',
      detail: 'a\nb',
    })
  })
})

describe('describeError', () => {
  it('adds the cause', () => {
    const error = new Error('outer', { cause: new TypeError('inner') })

    expect(describeError(error)).toBe('Error: outer: TypeError: inner')
  })

  it('says so when what was thrown is no error', () => {
    expect(describeError('text')).toBe('expected an Error to be thrown, got something else')
  })
})
