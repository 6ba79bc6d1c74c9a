import { describe, expect, it } from 'vitest'
import type { History } from '../../../operations/teardown/history.ts'
import { ownershipOfAuthorizer } from '../../../operations/teardown/ownership.ts'
import { DEPLOYMENT, functionArn } from '../support/fake-cloud.ts'

const history: History = {
  origins: new Map(),
  ids: new Set(),
  lost: [],
  stackIds: new Set(),
  retained: [],
  functionNames: new Set(['remembered']),
}

const NAMED = 'simpass-prod-authorizer-Authorizer-1'
const OURS = { 'simpass:stage': 'prod' }

describe('ownershipOfAuthorizer', () => {
  it.each([
    ['invokes a function that CloudFormation remembers', functionArn('remembered'), {}, 'ours'],
    ['has our tag and invokes a function with our name', functionArn(NAMED), OURS, 'ours'],
    ['invokes a function that is only named like ours', functionArn(NAMED), {}, 'unsure'],
    ['has the tag of another stage', functionArn(NAMED), { 'simpass:stage': 'prod2' }, 'other'],
    ['has our tag alone', functionArn('theirs'), OURS, 'other'],
    ['invokes a function of another Region', functionArn('remembered', 'us-east-1'), OURS, 'other'],
  ])('says of one that %s that it is %4$s', (_, arn, tags, expected) => {
    const view = { name: 'n', functionArn: arn, isActive: true, isDefault: false, tags }

    expect(ownershipOfAuthorizer(DEPLOYMENT, history, view)).toBe(expected)
  })
})
