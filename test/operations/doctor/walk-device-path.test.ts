import { describe, expect, it } from 'vitest'
import type { Answer, DoctorAws } from '../../../operations/doctor/ports.ts'
import { createSyntheticSim, walkDevicePath } from '../../../operations/doctor/walk-device-path.ts'

const sim = createSyntheticSim()
const { iccid } = sim
const QUERY =
  'x-amz-customauthorizer-name=N&x-amz-customauthorizer-signature=a%2Bb%3D%3D&token=h.p.s'

const pass = (clientId = iccid): Answer => ({
  status: 200,
  body: JSON.stringify({ username: `h.p.s?${QUERY}`, clientId, iotCoreEndpointUrl: 'iot.test' }),
})

const NO_SIM: Answer = { status: 404, body: '{"code":"SIM_NOT_FOUND"}' }

interface Situation {
  readonly added?: 'added' | 'theirs' | 'busy'
  readonly onboarded?: Answer
  readonly api?: Answer
  readonly isUnreachable?: boolean
  readonly policies?: readonly string[]
  readonly published?: Answer
  readonly isOffline?: boolean
  readonly isUnanswered?: boolean
}

const walk = async (situation: Situation) => {
  const calls: unknown[] = []
  const aws: Pick<DoctorAws, 'inventory' | 'path'> = {
    inventory: {
      add: async () => situation.added ?? 'added',
      remove: async (_, sim) => {
        calls.push(['remove', sim.iccid])
      },
    },
    path: {
      onboard: async () => situation.onboarded ?? pass(),
      askApi: async () => {
        if (situation.isUnreachable) throw new TypeError('fetch failed')
        return situation.api ?? NO_SIM
      },
      testAuthorizer: async (test) => {
        calls.push(test)
        if (situation.isUnanswered) throw new Error('InvalidResponseException')
        return 'policies' in situation ? situation.policies : [`arn:aws:iot:x:y:topic/${iccid}/*`]
      },
      publish: async (...args) => {
        calls.push(args)
        if (situation.isOffline) throw new Error('expected iot.test to answer, got ENOTFOUND')
        return situation.published ?? { status: 200, body: '' }
      },
    },
  }
  const findings = await walkDevicePath(aws, {
    sim,
    tables: { sims: 'sims', simAddresses: 'addresses' },
    onboardingFunction: 'onboarding',
    onboardingVariables: {},
    authorizerName: 'simpass-prod',
    onboardingUrl: 'https://api.test',
  })
  const problems = findings.filter(({ result }) => result === 'problem').map(({ check }) => check)
  return { findings, problems, calls }
}

describe('walkDevicePath', () => {
  it('goes from the token to a message, and removes its SIM', async () => {
    const { findings, calls } = await walk({})

    expect(findings.map(({ check, result }) => [check, result])).toEqual([
      ['onboarding', 'ok'],
      ['device API', 'ok'],
      ['authorizer test', 'ok'],
      ['publish', 'ok'],
    ])
    expect(calls).toEqual([
      expect.objectContaining({ token: 'h.p.s', tokenSignature: 'a+b==', clientId: iccid }),
      ['iot.test', `${iccid}/doctor`, QUERY],
      ['remove', iccid],
    ])
  })

  it('takes a caller who is a SIM for a working API', async () => {
    expect((await walk({ api: pass('8988280666000000001') })).problems).toEqual([])
  })

  it('leaves the way to another doctor', async () => {
    const { findings } = await walk({ added: 'busy' })

    expect(findings).toMatchObject([{ check: 'synthetic SIM', result: 'notice' }])
  })

  it('goes on if the API cannot be reached from here', async () => {
    const { findings } = await walk({ isUnreachable: true })

    expect(findings.map(({ result }) => result)).toEqual(['ok', 'notice', 'ok', 'ok'])
  })

  it.each([
    ['an onboarding that fails', { onboarded: { status: 500, body: '{}' } }, 'onboarding'],
    ['a body that is no pass', { onboarded: { status: 200, body: 'eyJ' } }, 'onboarding'],
    ['a pass of another SIM', { onboarded: pass('8988280666000000001') }, 'onboarding'],
    ['another API', { api: { status: 404, body: '{"code":"NOT_FOUND"}' } }, 'device API'],
    ['a page', { api: { status: 200, body: '<html>' } }, 'device API'],
    ['an API that forbids', { api: { status: 403, body: '' } }, 'device API'],
    ['an authorizer that refuses', { policies: undefined }, 'authorizer test'],
    ['a policy for another SIM', { policies: ['topic/8988280666000000001/*'] }, 'authorizer test'],
    ['a publish that is refused', { published: { status: 403, body: '' } }, 'publish'],
    ['an endpoint that cannot be reached', { isOffline: true }, 'publish'],
    ['a call that AWS does not answer', { isUnanswered: true }, 'device path'],
    ['a SIM that is there already', { added: 'theirs' }, 'synthetic SIM'],
  ] satisfies [string, Situation, string][])('names %s', async (_, situation, check) => {
    const { problems, findings, calls } = await walk(situation)

    expect(problems).toEqual([check])
    expect(JSON.stringify(findings)).not.toContain('eyJ')
    expect(calls.at(-1)).toEqual(['remove', iccid])
  })
})
