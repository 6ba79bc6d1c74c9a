import { describe, expect, it } from 'vitest'
import { isNamedByStage, parseStage, stackRole } from '../../operations/deployment.ts'

describe('parseStage', () => {
  it.each(['', 'Prod', '1st', 'prod_1', 'seventeen-letters', 'prod\n'])('refuses %j', (value) => {
    expect(() => parseStage(value)).toThrow(/expected a stage/)
  })
})

describe('isNamedByStage', () => {
  it.each([
    ['simpass-prod-identity-SimsTable0F893F77-1ABC', true],
    ['simpass-prod-onboarding-device-api', true],
    ['/aws/lambda/simpass-prod-authorizer-Authorizer-1', true],
    ['simpass-prod2-identity-SimsTable', false],
    ['simpass-prod-identity-authorizer-Authorizer-1', false],
    ['simpass-prod-identity', false],
    ['my-simpass-prod-identity-SimsTable', false],
    ['simpass-prod-notes', false],
  ])('takes %s for one of prod: %s', (name, expected) => {
    expect(isNamedByStage('prod', name)).toBe(expected)
  })
})

describe('stackRole', () => {
  it('knows the stacks of its own stage alone', () => {
    expect(stackRole('prod', 'simpass-prod-identity')).toBe('identity')
    expect(stackRole('prod', 'simpass-prod2-identity')).toBeUndefined()
  })
})
