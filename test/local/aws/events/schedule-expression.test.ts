import { describe, expect, it } from 'vitest'
import { parseRate } from '../../../../local/aws/events/schedule-expression.ts'

describe('parseRate', () => {
  it.each([
    ['rate(1 minute)', 60_000],
    ['rate(15 minutes)', 900_000],
    ['rate(1 hour)', 3_600_000],
    ['rate(12 hours)', 43_200_000],
    ['rate(1 day)', 86_400_000],
  ])('reads %s', (expression, milliseconds) => {
    expect(parseRate(expression)).toBe(milliseconds)
  })

  it.each([
    'rate(1 minutes)',
    'rate(15 minute)',
    'rate(0 minutes)',
    'rate(-1 minutes)',
    'rate(1.5 hours)',
    'rate(1 week)',
    'rate(15 minutes) ',
    'cron(0 12 * * ? *)',
    '',
  ])('refuses %j', (expression) => {
    expect(() => parseRate(expression)).toThrow('expected a schedule such as rate(15 minutes)')
  })
})
