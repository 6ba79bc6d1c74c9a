import { createPublicKey, verify } from 'node:crypto'
import type { IoTCustomAuthorizerEvent } from 'aws-lambda'
import { createVerifier } from 'fast-jwt'
import { exportSPKI } from 'jose'
import { createIssuePass } from '../domain/issue-pass.ts'
import { createVerifyToken } from '../domain/verify-token.ts'
import { createAuthorize } from '../lambdas/authorizer/authorize.ts'
import { createHandler } from '../lambdas/authorizer/iot-event.ts'
import { createDecisionLog } from '../lambdas/decision-log.ts'
import { aSim, ICCID, inventoryOf } from '../test/support/inventory.ts'
import { createTestKeys, keysInMemory, type TestKeys } from '../test/support/keys.ts'
import { compare } from './measure.ts'
import type { Row } from './table.ts'

const now = Date.now

const decider = (keys: TestKeys, remembered: number) =>
  createHandler({
    authorize: createAuthorize({
      sims: inventoryOf([aSim()]).sims,
      verifyToken: createVerifyToken({
        keys: keysInMemory(keys.verification),
        expected: {},
        remembered,
      }),
      now,
    }),
    arnPrefix: 'arn:aws:iot:eu-central-1:123456789012',
    refreshAfterSeconds: 3600,
    now,
    log: createDecisionLog(() => {}, now),
  })

const eventOf = async (keys: TestKeys): Promise<IoTCustomAuthorizerEvent> => {
  const issuePass = createIssuePass({ authorizerName: 'simpass-prod', lifetimeSeconds: 86_400 })
  const request = { iccid: ICCID, layout: 'standard', now: Math.floor(now() / 1000) } as const
  const { username } = issuePass(keys.signing, request)
  return {
    token: username.slice(0, username.indexOf('?')),
    signatureVerified: true,
    protocols: ['tls', 'mqtt'],
    protocolData: {
      tls: { serverName: 'a18ri6znf00000-ats.iot.eu-west-3.amazonaws.com' },
      http: { headers: {}, queryString: '' },
      mqtt: { username, password: '', clientId: ICCID },
    },
    connectionMetadata: { id: 'd0adc0de-0000-4000-8000-000000000000' },
  }
}

/** The decision of the authorizer, stores answered from memory, against verifying its token and nothing else. */
export const benchAuthorizer = async (): Promise<readonly Row[]> => {
  const keys = await createTestKeys()
  const event = await eventOf(keys)
  const spki = await exportSPKI(keys.verification[0]?.publicKey ?? raise())
  const key = createPublicKey(spki)
  const end = event.token?.lastIndexOf('.') ?? 0
  const input = Buffer.from(event.token?.slice(0, end) ?? '')
  const signature = Buffer.from(event.token?.slice(end + 1) ?? '', 'base64url')
  const bare = () => verify('sha256', input, { key, dsaEncoding: 'ieee-p1363' }, signature)
  const fastJwt = createVerifier({ key: spki, algorithms: ['ES256'] })
  const fresh = decider(keys, 0)
  const seen = decider(keys, 2000)
  const peer = () => fastJwt(event.token ?? '')
  return [
    {
      figure: 'authorizer decision, new token / bare ES256 verify',
      ...(await compare(() => fresh(event), bare)),
      goal: '<= 2.5',
    },
    {
      figure: 'authorizer decision, token seen before / bare ES256 verify',
      ...(await compare(() => seen(event), bare)),
      goal: '<= 0.2',
    },
    {
      figure: 'authorizer decision, new token / fast-jwt verify',
      ...(await compare(() => fresh(event), peer)),
    },
  ]
}

const raise = (): never => {
  throw new Error('expected a verification key')
}
