import { describe, expect, it } from 'vitest'
import { parseCustomResourceAnswer } from '../../../local/stack/custom-resource-answer.ts'

const ids = { StackId: 'stack', RequestId: 'request', LogicalResourceId: 'Thing' }
const answer = { Status: 'SUCCESS', PhysicalResourceId: 'thing-1', ...ids }

const parse = (change: object) =>
  parseCustomResourceAnswer(JSON.stringify({ ...answer, ...change }), ids)

describe('parseCustomResourceAnswer', () => {
  it('reads data and the wish to hide it', () => {
    expect(parse({ Data: { A: 'b' }, NoEcho: true })).toMatchObject({
      PhysicalResourceId: 'thing-1',
      Data: { A: 'b' },
      NoEcho: true,
    })
  })

  it.each<[string, object, string]>([
    ['another status', { Status: 'MAYBE' }, 'Status'],
    ['no physical id', { PhysicalResourceId: undefined }, 'PhysicalResourceId'],
    ['an empty physical id', { PhysicalResourceId: '' }, 'PhysicalResourceId'],
    ['the answer to another request', { RequestId: 'other' }, 'expected the RequestId'],
    ['the answer of another stack', { StackId: 'other' }, 'expected the StackId'],
    ['the answer for another resource', { LogicalResourceId: 'Other' }, 'LogicalResourceId'],
  ])('refuses %s', (_, change, message) => {
    expect(() => parse(change)).toThrow(message)
  })

  it('refuses what is not JSON', () => {
    expect(() => parseCustomResourceAnswer('<html>', ids)).toThrow('custom resource response')
  })
})
