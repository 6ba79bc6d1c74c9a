import type { IoTCustomAuthorizerEvent } from 'aws-lambda'
import { beforeAll, describe, expect, it } from 'vitest'
import { DomainError } from '../../../domain/errors.ts'
import { createIssuePass } from '../../../domain/issue-pass.ts'
import { devicePolicy } from '../../../domain/policy.ts'
import type { Sims } from '../../../domain/sim.ts'
import { type Layout, signatureIn } from '../../../domain/username.ts'
import { createVerifyToken } from '../../../domain/verify-token.ts'
import { createAuthorize } from '../../../lambdas/authorizer/authorize.ts'
import { createHandler } from '../../../lambdas/authorizer/iot-event.ts'
import { recordDecisions } from '../../support/decisions.ts'
import { aSim, ICCID, inventoryOf, OTHER_ICCID } from '../../support/inventory.ts'
import { createTestKeys, keysInMemory, type TestKeys } from '../../support/keys.ts'

const NOW = 1_795_240_000
const ARN = 'arn:aws:iot:eu-central-1:123456789012'

let keys: TestKeys
beforeAll(async () => {
  keys = await createTestKeys()
})

const start = ({
  sims = inventoryOf([aSim()]).sims,
  at = NOW,
}: {
  sims?: Sims
  at?: number
} = {}) => {
  const { log, entries } = recordDecisions()
  const now = () => at * 1000
  const handler = createHandler({
    authorize: createAuthorize({
      sims,
      verifyToken: createVerifyToken({ keys: keysInMemory(keys.verification), expected: {} }),
      now,
    }),
    arnPrefix: ARN,
    refreshAfterSeconds: 3600,
    now,
    log,
  })
  return { handler, entries }
}

const issue = async (layout: Layout = 'standard') => {
  const issuePass = createIssuePass({ authorizerName: 'simpass', lifetimeSeconds: 86_400 })
  const { username } = issuePass(keys.signing, { iccid: ICCID, layout, now: NOW })
  return {
    username,
    token: /&token=(.*)$/.exec(username)?.[1] ?? '',
    signature: signatureIn(username) ?? '',
  }
}

type Event = Partial<Omit<IoTCustomAuthorizerEvent, 'protocolData'>> & {
  protocolData?: Partial<IoTCustomAuthorizerEvent['protocolData']>
}

const eventOf = (event: Event) =>
  ({
    signatureVerified: true,
    protocols: ['tls', 'mqtt'],
    connectionMetadata: { id: 'd0adc0de-0000-4000-8000-000000000000' },
    ...event,
  }) as IoTCustomAuthorizerEvent

const overMqtt = async (layout: Layout, clientId: string | undefined = ICCID) => {
  const { username, token } = await issue(layout)
  return eventOf({
    token,
    protocolData: {
      tls: { serverName: 'localhost' },
      mqtt: { username, clientId: clientId as string },
    },
  })
}

describe('authorizer', () => {
  it.each(['standard', 'compact'] as const)(
    'grants the SIM of a %s pass its own policy until the pass ends',
    async (layout) => {
      const { handler, entries } = start({ at: NOW + 400 })

      expect(await handler(await overMqtt(layout))).toEqual({
        isAuthenticated: true,
        principalId: ICCID,
        policyDocuments: [devicePolicy(ARN, ICCID)],
        disconnectAfterInSeconds: 86_000,
        refreshAfterInSeconds: 3600,
      })
      expect(entries).toEqual([{ event: 'Authorization', outcome: 'allowed', iccid: ICCID }])
    },
  )

  it.each([
    ['the query string', { headers: {}, queryString: '?qos=1&' }],
    ['headers', { headers: { 'X-Amz-CustomAuthorizer-Signature': '' }, queryString: '' }],
  ])('finds a compact signature in %s of an HTTPS request', async (where, http) => {
    const { token, signature } = await issue('compact')
    const queryString = `?x-amz-customauthorizer-signature=${encodeURIComponent(signature)}`
    const shown =
      where === 'headers'
        ? { ...http, headers: { 'X-Amz-CustomAuthorizer-Signature': signature } }
        : { ...http, queryString }

    const answer = await start().handler(
      eventOf({ token, protocols: ['tls', 'http'], protocolData: { http: shown } }),
    )

    expect(answer.principalId).toBe(ICCID)
  })

  it('answers a test invocation, which has no protocolData', async () => {
    const { token } = await issue()

    expect((await start().handler(eventOf({ token, protocols: [] }))).isAuthenticated).toBe(true)
  })

  const refused = {
    isAuthenticated: false,
    principalId: 'refused',
    policyDocuments: [],
    disconnectAfterInSeconds: 300,
    refreshAfterInSeconds: 300,
  }

  it.each([
    [
      "another SIM's client id",
      async () => overMqtt('standard', OTHER_ICCID),
      'CLIENT_ID_MISMATCH',
    ],
    [
      'an MQTT connection without client id',
      async () => {
        const { username, token } = await issue()
        return eventOf({ token, protocolData: { mqtt: { username } as never } })
      },
      'CLIENT_ID_MISMATCH',
    ],
    ['no token', async () => eventOf({ protocolData: {} }), 'TOKEN_MISSING'],
    [
      'a token whose signature AWS has not verified',
      async () => ({ ...(await overMqtt('standard')), signatureVerified: false }),
      'SIGNATURE_NOT_VERIFIED',
    ],
    [
      'a compact token without its signature',
      async () => eventOf({ token: (await issue('compact')).token }),
      'SIGNATURE_NOT_VISIBLE',
    ],
  ])('refuses %s', async (_, event, reason) => {
    const { handler, entries } = start()

    expect(await handler(await event())).toEqual(refused)
    expect(entries).toMatchObject([{ event: 'Authorization', outcome: 'refused', reason }])
  })

  it.each([
    ['a SIM that is gone', { sims: inventoryOf([]).sims }, 'SIM_UNKNOWN'],
    [
      'a suspended SIM',
      { sims: inventoryOf([aSim({ status: 'suspended' })]).sims },
      'SIM_SUSPENDED',
    ],
    [
      'a SIM whose tokens are revoked',
      { sims: inventoryOf([aSim({ tokensValidFrom: NOW + 1 })]).sims },
      'TOKEN_REVOKED',
    ],
    ['an expired token', { at: NOW + 86_400 }, 'TOKEN_EXPIRED'],
  ])('refuses %s', async (_, options, reason) => {
    const { handler, entries } = start(options)

    expect(await handler(await overMqtt('standard'))).toEqual(refused)
    expect(entries).toMatchObject([{ outcome: 'refused', reason }])
  })

  it.each([
    [
      'a store that is unavailable',
      new DomainError('STORE_UNAVAILABLE', 'no answer'),
      'STORE_UNAVAILABLE',
    ],
    ['a store that is corrupt', new DomainError('STORE_CORRUPT', 'no status'), 'STORE_CORRUPT'],
    ['a mistake of ours', new TypeError('undefined'), 'INTERNAL_ERROR'],
  ])('throws at %s, which is no fault of the device', async (_, error, reason) => {
    const { handler, entries } = start({ sims: { find: () => Promise.reject(error) } })

    await expect(handler(await overMqtt('standard'))).rejects.toBe(error)
    expect(entries).toMatchObject([{ outcome: 'failed', reason }])
  })

  it.each([
    ['an ICCID', OTHER_ICCID, OTHER_ICCID],
    ['anything else', 'x\u001b[2J', undefined],
  ])(
    'tells the operator the client id of a refused device if it is %s',
    async (_, sent, logged) => {
      const { handler, entries } = start()

      await handler(await overMqtt('standard', sent))

      expect(entries).toHaveLength(1)
      expect(entries[0]?.clientId).toBe(logged)
    },
  )

  it('logs neither token nor signature, whatever it decides', async () => {
    const { handler, entries } = start({ at: NOW + 90_000 })
    const event = await overMqtt('compact')

    await handler(event)

    const logged = JSON.stringify(entries)
    expect(logged).toContain('TOKEN_EXPIRED')
    expect(logged).not.toContain('eyJ')
  })
})
