import { sign } from 'node:crypto'
import { createSigner } from 'fast-jwt'
import { createCallerAddress } from '../domain/caller-address.ts'
import { createIssuePass } from '../domain/issue-pass.ts'
import type { SigningKey } from '../domain/token-key.ts'
import { createDecisionLog } from '../lambdas/decision-log.ts'
import { createHandler } from '../lambdas/onboarding/http.ts'
import { createOnboard } from '../lambdas/onboarding/onboard.ts'
import { AMAZON_ROOT_CA_1 } from '../lib/amazon-root-ca.ts'
import { apiGatewayEvent, lambdaContext } from '../test/support/api-gateway-event.ts'
import { aSim, ICCID, inventoryOf } from '../test/support/inventory.ts'
import { createTestKeys, type TestKeys } from '../test/support/keys.ts'
import { compare } from './measure.ts'
import type { Row } from './table.ts'

const now = Date.now
const VENDOR_BODY_BYTES = 1255
const VENDOR_USERNAME_CHARACTERS = 1060

const handlerOf = (keys: TestKeys) =>
  createHandler({
    callerAddress: createCallerAddress(),
    onboard: createOnboard({
      inventory: inventoryOf([aSim()]),
      signingKeys: async () => keys.signing,
      issuePass: createIssuePass({ authorizerName: 'simpass-prod', lifetimeSeconds: 86_400 }),
      now,
    }),
    access: {
      // As long as a real one.
      endpoint: 'a18ri6znf00000-ats.iot.eu-west-3.amazonaws.com',
      rootCaUrl: AMAZON_ROOT_CA_1.url,
      rootCaPem: AMAZON_ROOT_CA_1.pem,
    },
    defaultLayout: 'standard',
    log: createDecisionLog(() => {}, now),
  })

const pemOf = ({ privateKey }: SigningKey): string =>
  privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()

const sizes = async (handler: ReturnType<typeof handlerOf>): Promise<readonly Row[]> => {
  const answer = async (layout: string) =>
    (await handler(apiGatewayEvent({ query: { layout: [layout] } }), lambdaContext)).body
  const rows: Row[] = []
  for (const [layout, goal] of [
    ['standard', 'body <= 1,090'],
    ['compact', 'username <= 600'],
  ] as const) {
    // The signature's + and / decide some bytes, so take many.
    const bodies = await Promise.all(Array.from({ length: 200 }, () => answer(layout)))
    const body = Math.max(...bodies.map((text) => Buffer.byteLength(text)))
    const username = Math.max(...bodies.map((text) => JSON.parse(text).username.length))
    rows.push(
      {
        figure: `largest JSON body of 200, ${layout} / the vendor's`,
        ratio: body / VENDOR_BODY_BYTES,
        goal,
        note: `${body} bytes`,
      },
      {
        figure: `longest username of 200, ${layout} / the vendor's`,
        ratio: username / VENDOR_USERNAME_CHARACTERS,
        goal,
        note: `${username} characters`,
      },
    )
  }
  return rows
}

/** The onboarding response, stores answered from memory, against making its two signatures and nothing else. */
export const benchOnboarding = async (): Promise<readonly Row[]> => {
  const keys = await createTestKeys()
  const handler = handlerOf(keys)
  const { token, iotCore } = keys.signing
  const input = Buffer.alloc(123, 97)
  const jwt = Buffer.alloc(210, 97)
  const bare = () => {
    sign('sha256', input, { key: token.privateKey, dsaEncoding: 'ieee-p1363' })
    sign('sha256', jwt, iotCore.privateKey)
  }
  const es256 = createSigner({ key: pemOf(token), algorithm: 'ES256' })
  const rs256 = createSigner({ key: pemOf(iotCore), algorithm: 'RS256' })
  const claims = { sub: ICCID, iat: 1, exp: 2 }
  const fastJwt = () => {
    es256(claims)
    rs256(claims)
  }
  const onboard = () => handler(apiGatewayEvent(), lambdaContext)
  const inverse = async (peer: () => void) => {
    const { ratio, lowest, highest } = await compare(peer, onboard)
    return { ratio, lowest, highest }
  }
  return [
    {
      figure: 'onboarding responses a second / pairs of bare ES256 and RS256 signatures a second',
      ...(await inverse(bare)),
      goal: '>= 0.85',
    },
    {
      figure: 'onboarding responses a second / pairs of fast-jwt ES256 and RS256 tokens a second',
      ...(await inverse(fastJwt)),
    },
    ...(await sizes(handler)),
  ]
}
