import { describe, expect, it } from 'vitest'
import { ResourceTags } from '../../../../local/iot-core/control-plane/resource-tags.ts'

const ARN = 'arn:aws:iot:eu-west-1:123456789012:authorizer/sim'

describe('ResourceTags', () => {
  it('adds, overwrites, removes and forgets tags', () => {
    const tags = new ResourceTags()

    tags.add(ARN, [{ Key: 'stage', Value: 'dev' }, { Key: 'flag' }])
    tags.add(ARN, [{ Key: 'stage', Value: 'prod' }])
    expect(tags.list(ARN)).toEqual([
      { Key: 'stage', Value: 'prod' },
      { Key: 'flag', Value: '' },
    ])
    tags.remove(ARN, ['flag', 'absent'])
    expect(tags.list(ARN)).toEqual([{ Key: 'stage', Value: 'prod' }])
    tags.forget(ARN)
    expect(tags.list(ARN)).toEqual([])
  })

  it.each([
    ['an empty key', { Key: '' }],
    ['a long key', { Key: 'k'.repeat(129) }],
    ['a key of AWS', { Key: 'AWS:x' }],
    ['a long value', { Key: 'k', Value: 'v'.repeat(257) }],
    ['a control character', { Key: 'k', Value: '\n' }],
  ])('refuses %s', (_what, tag) => {
    expect(() => new ResourceTags().add(ARN, [tag])).toThrow(/expected a tag/)
  })

  it('refuses the 51st tag', () => {
    const all = Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}` }))

    expect(() => new ResourceTags().add(ARN, all)).toThrow(/at most 50 tags/)
  })
})
