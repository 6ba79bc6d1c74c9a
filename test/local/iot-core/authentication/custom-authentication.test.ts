import { describe, expect, it } from 'vitest'
import { InvocationForbidden } from '../../../../local/iot-core/authentication/invoke-authorizer.ts'
import type { RefusalReason } from '../../../../local/iot-core/types.ts'
import {
  ARN_PREFIX,
  admission,
  createAuthentication,
  FUNCTION_ARN,
  httpContext,
  mqttContext,
  parametersOf,
  policy,
  SIGNATURE,
  TOKEN,
} from './support/authentication.ts'
import { createTokenSigner } from './support/token-signing.ts'

const USERNAME = `${TOKEN}?${parametersOf()}`
const HEADERS = {
  'x-amz-customauthorizer-name': 'sim',
  'x-amz-customauthorizer-signature': SIGNATURE,
  token: TOKEN,
}

describe('createCustomAuthentication', () => {
  it('admits a client with a signed token', async () => {
    const { authenticate, invocations } = createAuthentication()

    expect(await authenticate(mqttContext(USERNAME))).toEqual({
      authenticated: true,
      authorizerName: 'sim',
      principalId: 'dev',
      policies: [
        {
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Action: ['iot:Connect'], Resource: [`${ARN_PREFIX}:client/dev`] },
          ],
        },
      ],
      refreshAfterInSeconds: 300,
      disconnectAfterInSeconds: 86_400,
      cacheableForHttp: false,
    })
    expect(invocations).toMatchObject([
      {
        functionArn: FUNCTION_ARN,
        source: {
          principal: 'iot.amazonaws.com',
          sourceArn: `${ARN_PREFIX}:authorizer/sim`,
          sourceAccount: '123456789012',
        },
      },
    ])
  })

  it.each<[string, string | undefined, RefusalReason]>([
    ['no username', undefined, 'AUTHORIZER_NOT_SPECIFIED'],
    ['a username without parameters', 'user', 'AUTHORIZER_NOT_SPECIFIED'],
    ['an unknown authorizer', `u?${parametersOf({ name: 'other' })}`, 'AUTHORIZER_NOT_FOUND'],
    ['a name that cannot be', `u?${parametersOf({ name: '../sim' })}`, 'AUTHORIZER_NOT_FOUND'],
    ['an inactive authorizer', `u?${parametersOf({ name: 'inactive' })}`, 'AUTHORIZER_INACTIVE'],
    ['malformed parameters', 'u?x-amz-customauthorizer-name=%', 'MALFORMED_CREDENTIALS'],
    [
      'a token that is too long',
      `u?${parametersOf({ token: 'a'.repeat(6145) })}`,
      'MALFORMED_CREDENTIALS',
    ],
    ['no token', `u?${parametersOf({ token: '' })}`, 'TOKEN_MISSING'],
    ['no signature', `u?${parametersOf({ signature: '' })}`, 'SIGNATURE_MISSING'],
    ['junk for a signature', `u?${parametersOf({ signature: 'QUJD' })}`, 'SIGNATURE_INVALID'],
    ['a changed token', `u?${parametersOf({ token: `${TOKEN}x` })}`, 'SIGNATURE_INVALID'],
    [
      "a stranger's signature",
      `u?${parametersOf({ signature: createTokenSigner().sign(TOKEN) })}`,
      'SIGNATURE_INVALID',
    ],
  ])('refuses %s before it invokes the Lambda', async (_what, username, reason) => {
    const { authenticate, invocations } = createAuthentication()

    expect(await authenticate(mqttContext(username))).toMatchObject({
      authenticated: false,
      reason,
    })
    expect(invocations).toEqual([])
  })

  it('tells neither token nor signature in a refusal', async () => {
    const { authenticate } = createAuthentication()
    const parameters = { token: 'SECRETTOKEN', signature: SIGNATURE }
    const contexts = [
      mqttContext(`u?${parametersOf(parameters)}`),
      mqttContext(`u?${parametersOf({ name: 'SECRETTOKEN/'.repeat(9) })}`),
    ]

    const refusals = JSON.stringify(await Promise.all(contexts.map(authenticate)))

    expect(refusals).toContain('SIGNATURE_INVALID')
    expect(refusals).not.toContain('SECRETTOKEN')
    expect(refusals).not.toContain(SIGNATURE)
  })

  it('uses the default authorizer when none is named', async () => {
    const { authenticate, registry } = createAuthentication()
    registry.setDefault('sim')
    const username = `u?${parametersOf().replace('x-amz-customauthorizer-name=sim&', '')}`

    expect(await authenticate(mqttContext(username))).toMatchObject({ authorizerName: 'sim' })
  })

  it('does not fall back to the default authorizer when the named one does not exist', async () => {
    const { authenticate, registry } = createAuthentication()
    registry.setDefault('sim')

    const username = `u?${parametersOf({ name: 'other' })}`
    expect(await authenticate(mqttContext(username))).toMatchObject({
      reason: 'AUTHORIZER_NOT_FOUND',
    })
  })

  it('does not honour a name that may not override the default', async () => {
    const { authenticate, registry } = createAuthentication(admission, {
      allowAuthorizerOverride: false,
    })
    expect(await authenticate(mqttContext(USERNAME))).toMatchObject({
      reason: 'AUTHORIZER_NOT_SPECIFIED',
    })

    registry.setDefault('cached')
    expect(await authenticate(mqttContext(USERNAME))).toMatchObject({ authorizerName: 'cached' })
  })

  it('invokes the Lambda of an authorizer without signing whatever the client sent', async () => {
    const { authenticate, invocations, registry } = createAuthentication()
    registry.setDefault('unsigned')

    await authenticate(mqttContext('user', { password: Buffer.from('pass') }))

    expect(invocations.map(({ event }) => event)).toEqual([
      {
        signatureVerified: false,
        protocols: ['tls', 'mqtt'],
        protocolData: {
          tls: { serverName: 'localhost' },
          mqtt: { username: 'user', password: 'cGFzcw==', clientId: 'dev' },
        },
        connectionMetadata: { id: '2fa1742f-78c1-4ef6-9300-5ee15552d855' },
      },
    ])
  })

  it('gives an unsigned token to a Lambda whose authorizer names one, as not verified', async () => {
    const { authenticate, invocations } = createAuthentication()

    await authenticate(
      mqttContext(`u?${parametersOf({ name: 'unsigned-token', signature: 'QUJD' })}`),
    )

    expect(invocations[0]?.event).toMatchObject({ token: TOKEN, signatureVerified: false })
  })

  it('reads the credentials of a default authorizer that has only a token', async () => {
    const { authenticate, invocations, registry } = createAuthentication()
    registry.setDefault('unsigned-token')

    await authenticate(httpContext({ host: 'localhost' }, '?token=abc'))

    expect(invocations[0]?.event).toMatchObject({ token: 'abc', protocols: ['tls', 'http'] })
  })

  it.each([
    ['headers', httpContext(HEADERS)],
    ['a query', httpContext({}, `?qos=1&${parametersOf()}`)],
    ['the CONNECT of a WebSocket', { ...httpContext({}), ...mqttContext(USERNAME) }],
    ['headers and the CONNECT alike', { ...httpContext(HEADERS), ...mqttContext(USERNAME) }],
  ])('admits credentials in %s', async (_where, context) => {
    expect(await createAuthentication().authenticate(context)).toMatchObject({
      authenticated: true,
    })
  })

  it('lets the handshake win over CONNECT, or the reverse as an option', async () => {
    const wrong = { ...HEADERS, token: 'other' }
    const context = { ...mqttContext(USERNAME), http: { headers: wrong, queryString: '' } }

    expect(await createAuthentication().authenticate(context)).toMatchObject({
      reason: 'SIGNATURE_INVALID',
    })
    const { authenticate } = createAuthentication(admission, {
      credentials: { precedence: ['username', 'headers', 'query'] },
    })
    expect(await authenticate(context)).toMatchObject({ authenticated: true })
  })

  it('prefers explicit credentials to a stray token for the default authorizer', async () => {
    const { authenticate, registry } = createAuthentication()
    registry.setDefault('cached')
    const http = { headers: { token: 'stray' }, queryString: '' }

    expect(await authenticate({ ...mqttContext(USERNAME), http })).toMatchObject({
      authorizerName: 'sim',
    })
  })

  it('never mixes the token of one place with the signature of another', async () => {
    const { token, ...rest } = HEADERS
    const context = httpContext(rest, `?token=${token}`)

    expect(await createAuthentication().authenticate(context)).toMatchObject({
      reason: 'TOKEN_MISSING',
    })
  })

  it.each([
    ['cached', 'http', true],
    ['sim', 'http', false],
    ['cached', 'mqtt', false],
  ])('marks the answer of %s over %s as cacheable: %s', async (name, protocol, cacheable) => {
    const parameters = parametersOf({ name })
    const context =
      protocol === 'http' ? httpContext({}, `?${parameters}`) : mqttContext(`u?${parameters}`)

    expect(await createAuthentication().authenticate(context)).toMatchObject({
      cacheableForHttp: cacheable,
    })
  })

  it('keeps nothing from one call to the next', async () => {
    const { authenticate, invocations, registry } = createAuthentication()

    await authenticate(mqttContext(USERNAME))
    await authenticate(mqttContext(USERNAME))
    expect(invocations).toHaveLength(2)
    registry.update('sim', { status: 'INACTIVE' })
    expect(await authenticate(mqttContext(USERNAME))).toMatchObject({
      reason: 'AUTHORIZER_INACTIVE',
    })
  })

  it('refuses whom the Lambda does not authenticate, whatever else it says', async () => {
    const answer = { ...admission, isAuthenticated: false, principalId: '-', policyDocuments: 7 }

    expect(await createAuthentication(answer).authenticate(mqttContext(USERNAME))).toMatchObject({
      authenticated: false,
      reason: 'NOT_AUTHENTICATED',
    })
  })

  it.each<[string, Error, RefusalReason]>([
    ['its resource policy', new InvocationForbidden('no permission'), 'AUTHORIZER_NOT_INVOCABLE'],
    ['its own failure', new Error(`thrown over ${TOKEN}`), 'AUTHORIZER_FAILED'],
  ])('refuses when the Lambda is stopped by %s', async (_what, error, reason) => {
    const { authenticate } = createAuthentication(admission, {
      invoke: async () => {
        throw error
      },
    })

    const decision = await authenticate(mqttContext(USERNAME))

    expect(decision).toMatchObject({ authenticated: false, reason })
    expect(JSON.stringify(decision)).not.toContain(TOKEN)
  })

  it('never rejects, even if its own parts fail', async () => {
    const { authenticate } = createAuthentication(admission, {
      authorizers: {
        find: () => {
          throw new TypeError(TOKEN)
        },
        findDefault: () => undefined,
      },
    })

    expect(await authenticate(mqttContext(USERNAME))).toEqual({
      authenticated: false,
      reason: 'AUTHORIZER_FAILED',
      detail: 'expected custom authentication to come to a decision, got TypeError',
    })
  })

  it('ends the wait at the time limit and aborts the invocation', async () => {
    const delays: number[] = []
    const aborted: boolean[] = []
    const { authenticate } = createAuthentication(admission, {
      clock: {
        now: () => 0,
        schedule: (delayMs, action) => {
          delays.push(delayMs)
          setImmediate(action)
          return () => undefined
        },
      },
      invoke: (_arn, _event, { signal }) =>
        new Promise(() => signal.addEventListener('abort', () => aborted.push(true))),
    })

    expect(await authenticate(mqttContext(USERNAME))).toMatchObject({
      reason: 'AUTHORIZER_TIMED_OUT',
    })
    expect(delays).toEqual([5000])
    expect(aborted).toEqual([true])
  })

  it('accepts policies as JSON text', async () => {
    const answer = { ...admission, policyDocuments: [JSON.stringify(policy, null, 2)] }

    expect(await createAuthentication(answer).authenticate(mqttContext(USERNAME))).toMatchObject({
      policies: [{ Version: '2012-10-17' }],
    })
  })
})
