import { describe, expect, it } from 'vitest'
import { ok, problem } from '../../../operations/doctor/finding.ts'
import { inRegion } from '../../../operations/doctor/in-region.ts'

describe('inRegion', () => {
  it.each([
    ['npm run teardown -- --stage a', 'AWS_REGION=r npm run teardown -- --stage a'],
    ['npx cdk deploy', 'AWS_REGION=r npx cdk deploy'],
    ['aws a | xargs aws b', 'AWS_REGION=r aws a | AWS_REGION=r xargs aws b'],
    [
      'npx cdk destroy a && npx cdk deploy',
      'AWS_REGION=r npx cdk destroy a && AWS_REGION=r npx cdk deploy',
    ],
    ['curl -i https://a.example', 'curl -i https://a.example'],
  ])('makes %j say where', (command, expected) => {
    expect(inRegion('r')(problem('a', 'b', command)).next).toBe(expected)
  })

  it('leaves a finding alone that needs no command', () => {
    expect(inRegion('r')(ok('a', 'b'))).toEqual(ok('a', 'b'))
  })
})
