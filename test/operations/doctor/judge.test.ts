import { describe, expect, it } from 'vitest'
import {
  judgeBootstrap,
  judgeQuotas,
  LEAST_BOOTSTRAP_VERSION,
} from '../../../operations/doctor/judge-account.ts'
import { judgeAuthorizer, judgeIssuing } from '../../../operations/doctor/judge-authorizer.ts'
import { judgeStacks } from '../../../operations/doctor/judge-stacks.ts'
import type { AuthorizerView } from '../../../operations/teardown/ports.ts'
import { synthesize } from '../../lib/support/synthesize.ts'
import { aStack, DEPLOYMENT, functionArn } from '../support/fake-cloud.ts'

describe('judgeBootstrap', () => {
  it.each([
    [undefined, 'problem'],
    [5, 'problem'],
    [6, 'ok'],
    [33, 'ok'],
  ])('takes version %s for %s', (version, result) => {
    expect(judgeBootstrap(version, DEPLOYMENT).result).toBe(result)
  })
})

describe('LEAST_BOOTSTRAP_VERSION', () => {
  it('is what the synthesized stacks require', () => {
    const { app, stacks } = synthesize()

    const required = app
      .synth()
      .stacks.map(({ requiresBootstrapStackVersion }) => requiresBootstrapStackVersion)

    expect(required).toEqual(Object.keys(stacks).map(() => LEAST_BOOTSTRAP_VERSION))
  })
})

describe('judgeQuotas', () => {
  const authorizers = [{ isActive: true }, { isActive: true }, { isActive: false }]

  it.each([
    ['room for one more', { all: 4, active: 3 }, false, ['ok', 'ok']],
    ['no room', { all: 3, active: 3 }, false, ['problem', 'ok']],
    ['no room for an active one', { all: 4, active: 2 }, false, ['ok', 'problem']],
    ['no room, but ours is among them', { all: 3, active: 2 }, true, ['ok', 'ok']],
    [
      'quotas that nobody tells',
      { all: undefined, active: undefined },
      false,
      ['notice', 'notice'],
    ],
  ])('judges %s', (_, quotas, isDeployed, results) => {
    expect(judgeQuotas(authorizers, quotas, isDeployed).map(({ result }) => result)).toEqual(
      results,
    )
  })
})

describe('judgeAuthorizer', () => {
  const ours: AuthorizerView = {
    name: 'simpass-prod',
    functionArn: functionArn('simpass-prod-authorizer-Authorizer-1'),
    isActive: true,
    isDefault: false,
    tags: {},
  }
  const theirs = { ...ours, functionArn: functionArn('theirs') }

  it.each([
    ['a free name', undefined, false, 'ok', undefined],
    [
      'a missing one',
      undefined,
      true,
      'problem',
      /^npx cdk deploy simpass-prod-authorizer --exclusively .*-c repair=/,
    ],
    ['an active one', ours, true, 'ok', undefined],
    ['an inactive one', { ...ours, isActive: false }, true, 'problem', /--resume$/],
    ['one left over', ours, false, 'problem', /^npm run teardown -- --stage prod$/],
    ['one of somebody else', theirs, false, 'problem', /-c authorizerName=/],
    ['one that somebody else took over', theirs, true, 'problem', /-c authorizerName=/],
  ])('judges %s', (_, found, isDeployed, result, next) => {
    const finding = judgeAuthorizer({
      deployment: DEPLOYMENT,
      name: 'simpass-prod',
      isDeployed,
      found,
    })

    expect(finding.result).toBe(result)
    if (next === undefined) expect(finding.next).toBeUndefined()
    else expect(finding.next).toMatch(next)
  })
})

describe('judgeIssuing', () => {
  it.each([
    ['a function that is gone', undefined, 'problem'],
    ['one that was stopped', { ISSUING: 'stopped' }, 'problem'],
    ['one that issues', {}, 'ok'],
  ])('judges %s', (_, environment, result) => {
    expect(judgeIssuing('prod', environment).result).toBe(result)
  })
})

describe('judgeStacks', () => {
  const found = (status: string) => ({
    identity: aStack('identity', {}),
    authorizer: aStack('authorizer', {}),
    onboarding: aStack('onboarding', {}, { status, statusReason: 'why' }),
  })

  it.each([
    ['UPDATE_COMPLETE', 'ok', undefined],
    ['UPDATE_IN_PROGRESS', 'notice', undefined],
    ['UPDATE_ROLLBACK_COMPLETE', 'notice', /^npx cdk deploy/],
    ['UPDATE_ROLLBACK_FAILED', 'problem', /^aws cloudformation continue-update-rollback/],
    ['REVIEW_IN_PROGRESS', 'problem', /^npx cdk deploy/],
    ['ROLLBACK_COMPLETE', 'problem', /^npx cdk deploy/],
    ['DELETE_FAILED', 'problem', /^npm run teardown/],
  ])('takes %s for %s', (status, result, next) => {
    const finding = judgeStacks('prod', found(status)).at(-1)

    expect(finding?.result).toBe(result)
    if (next === undefined) expect(finding?.next).toBeUndefined()
    else expect(finding?.next).toMatch(next)
  })

  it('says which stack is missing, and nothing of the kind if none was deployed', () => {
    const { identity, authorizer } = found('CREATE_COMPLETE')

    expect(judgeStacks('prod', { identity, authorizer })).toMatchObject([
      { result: 'ok' },
      { result: 'ok' },
      { check: 'simpass-prod-onboarding', result: 'problem' },
    ])
    expect(judgeStacks('prod', {})).toMatchObject([{ check: 'stacks', result: 'notice' }])
  })
})
