import { generateKeyPairSync } from 'node:crypto'
import { rootCertificates } from 'node:tls'
import { describe, expect, it } from 'vitest'
import { ConfigurationError, parseConfiguration } from '../../bin/configuration.ts'
import { AMAZON_ROOT_CA_1 } from '../../lib/amazon-root-ca.ts'

type Context = Readonly<Record<string, unknown>>

const faultsOf = (context: Context): readonly string[] => {
  try {
    parseConfiguration(context)
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults
    throw error
  }
  return []
}

const proxied = (settings: Context) => ({
  identity: {
    kind: 'source-address',
    trustedProxyCidrs: ['10.0.0.0/24'],
    proxyHeader: 'x-real-ip',
    ...settings,
  },
})

describe('parseConfiguration', () => {
  it('has a default for everything', () => {
    expect(parseConfiguration({})).toEqual({
      stage: 'dev',
      authorizerName: 'simpass-dev',
      tokenLifetimeSeconds: 86_400,
      refreshAfterSeconds: 3_600,
      defaultLayout: 'standard',
      identity: { kind: 'source-address' },
      network: { kind: 'public' },
      removal: 'retain',
      throttling: { ratePerSecond: 100, burst: 200 },
      rootCa: AMAZON_ROOT_CA_1,
    })
  })

  it('reads the strings of -c as it reads the values of cdk.json', () => {
    const values = {
      tokenLifetimeSeconds: 600,
      throttling: { ratePerSecond: 5, burst: 6 },
      ...proxied({}),
    }
    const strings = {
      tokenLifetimeSeconds: '600',
      throttling: '{"ratePerSecond":"5","burst":6}',
      identity: JSON.stringify(proxied({}).identity),
    }

    expect(parseConfiguration(strings)).toEqual(parseConfiguration(values))
  })

  it.each(['http://127.0.0.1:8080', 'http://localhost:80/', 'http://[::1]:65535'])(
    'takes %s for an IoT control plane in development',
    (iotEndpointUrl) => {
      const development = JSON.stringify({ iotEndpointUrl })

      expect(parseConfiguration({ development }).development).toEqual({ iotEndpointUrl })
    },
  )

  it.each([
    'https://127.0.0.1:8080',
    'http://127.0.0.1',
    'http://10.0.0.1:8080',
    'http://localhost.example.com:80',
    'http://127.0.0.1:8080/path',
    'http://user@127.0.0.1:80',
    'http://127.0.0.999:80',
    'http://127.0.0.1:99999',
    '',
  ])('refuses %j for an IoT control plane, which is no loopback address', (iotEndpointUrl) => {
    expect(faultsOf({ development: { iotEndpointUrl } })).toEqual([
      expect.stringContaining(
        `development.iotEndpointUrl: expected an http URL of a loopback address`,
      ),
    ])
  })

  it('names the authorizer after the stage, so that two stages do not clash', () => {
    expect(parseConfiguration({ stage: 'prod' }).authorizerName).toBe('simpass-prod')
  })

  it.each([
    ['as it is', (pem: string) => pem],
    [
      'with its line breaks written as two characters',
      (pem: string) => pem.replaceAll('\n', '\\n'),
    ],
  ])('takes a root certificate %s, and its URL with it', (_, write) => {
    const [pem = ''] = rootCertificates
    const rootCaUrl = 'https://localhost:8443/root-ca.pem'

    expect(parseConfiguration({ rootCaUrl, rootCaPem: write(pem) }).rootCa).toEqual({
      url: rootCaUrl,
      pem,
    })
  })

  it('lowers the case of the proxy header, as requests are looked up', () => {
    const { identity } = parseConfiguration(proxied({ proxyHeader: 'X-Real-IP' }))

    expect(identity.proxyHeader).toBe('x-real-ip')
  })

  it.each([
    [{ stage: 'Prod' }, 'stage: expected 1 to 16 lower-case', 'got "Prod"'],
    [{ stage: 'a'.repeat(17) }, 'stage: expected 1 to 16', 'aaaa"'],
    [{ stage: '1st' }, 'stage: expected 1 to 16', '"1st"'],
    [{ stage: '' }, 'stage: expected 1 to 16', 'got ""'],
    [{ stage: null }, 'stage: expected 1 to 16', 'got null'],
    [{ authorizerName: 'a.b' }, 'authorizerName: expected 1 to 128', '"a.b"'],
    [{ authorizerName: 'a'.repeat(129) }, 'authorizerName: expected 1 to 128', 'aaa…'],
    [{ authorizerName: 'new\nline' }, 'authorizerName: expected', '"new\\nline"'],
    [{ tokenLifetimeSeconds: 299 }, 'tokenLifetimeSeconds: expected a whole number', '299'],
    [{ tokenLifetimeSeconds: '86401' }, 'from 300 to 86400', '86401'],
    [{ tokenLifetimeSeconds: 600.5 }, 'a whole number', '600.5'],
    [{ tokenLifetimeSeconds: '6e2' }, 'a whole number', '"6e2"'],
    [{ tokenLifetimeSeconds: ' 600' }, 'a whole number', '" 600"'],
    [{ refreshAfterSeconds: true }, 'refreshAfterSeconds: expected a whole number', 'true'],
    [{ defaultLayout: 'short' }, 'defaultLayout: expected standard or compact', '"short"'],
    [{ removal: 'keep' }, 'removal: expected retain or destroy', '"keep"'],
    [{ alarmEmail: 'nobody' }, 'alarmEmail: expected an e-mail address', '"nobody"'],
    [{ tokenIssuer: 'two words' }, 'tokenIssuer: expected 1 to 256', '"two words"'],
    [{ tokenAudience: '' }, 'tokenAudience: expected 1 to 256', 'got ""'],
    [{ throttling: 'fast' }, 'throttling: expected an object such as', '"fast"'],
    [{ throttling: { ratePerSecond: 1 } }, 'throttling.burst: expected', 'got nothing'],
    [
      { throttling: { ratePerSecond: 0, burst: 1 } },
      'throttling.ratePerSecond: expected a whole number from 1 to 10000',
      'got 0',
    ],
    [
      { throttling: { ratePerSecond: 1, burst: 1, brust: 1 } },
      'throttling: expected no other names than ratePerSecond, burst',
      '"brust"',
    ],
    [{ identity: { kind: 'certificate' } }, 'identity.kind: expected source-address', '"certif'],
    [{ development: true }, 'development: expected an object such as', 'got true'],
    [{ development: {} }, 'development.iotEndpointUrl: expected an http URL', 'got nothing'],
    [
      { development: { iotEndpointUrl: 'http://127.0.0.1:1', dynamoDb: 'x' } },
      'development: expected no other names than iotEndpointUrl',
      '"dynamoDb"',
    ],
    [{ identity: [] }, 'identity: expected an object', 'got []'],
    [
      { identity: { kind: 'source-address', proxyHeader: 'x-real-ip' } },
      'identity: expected trustedProxyCidrs and proxyHeader together or neither',
      'x-real-ip',
    ],
    [
      { identity: { kind: 'source-address', trustedProxyCidrs: ['10.0.0.0/24'] } },
      'identity: expected trustedProxyCidrs and proxyHeader together or neither',
      '10.0.0.0/24',
    ],
    [proxied({ trustedProxyCidrs: [] }), 'trustedProxyCidrs: expected at least one', '[]'],
    [
      proxied({ trustedProxyCidrs: Array.from({ length: 21 }, (_, n) => `10.0.${n}.0/24`) }),
      'trustedProxyCidrs: expected at most 20 networks',
      '10.0.0.0/24',
    ],
    [proxied({ trustedProxyCidrs: '10.0.0.0/24' }), 'expected a list of networks', '10.0.0.0'],
    [proxied({ trustedProxyCidrs: [1] }), 'identity.trustedProxyCidrs.0: expected', 'got 1'],
    [proxied({ trustedProxyCidrs: ['10.0.0.1/24'] }), 'no bit set', '"10.0.0.1/24"'],
    [proxied({ trustedProxyCidrs: ['10.0.0.7'] }), 'a prefix length of 1 to 32', '"10.0.0.7"'],
    [
      proxied({ trustedProxyCidrs: ['128.0.0.0/1'] }),
      'prefix length of at least 20',
      '128.0.0.0/1',
    ],
    [proxied({ trustedProxyCidrs: ['10.64.0.0/16'] }), 'prefix length of at least 20', '10.64.0.0'],
    [proxied({ trustedProxyCidrs: ['2001:db8::/48'] }), 'prefix length of at least 56', '2001:db8'],
    [proxied({ trustedProxyCidrs: ['::ffff:0:0/96'] }), 'written as IPv4', '"::ffff:0:0/96"'],
    [{ rootCaUrl: 'https://a.example/' }, 'rootCaPem: expected a certificate', 'got none'],
    [{ rootCaPem: rootCertificates[0] }, 'rootCaUrl: expected a URL', 'got none'],
    [{ rootCaUrl: 'http://a.example/' }, 'rootCaUrl: expected an https URL', '"http:'],
    [{ rootCaUrl: 'https://a.example/,b' }, 'rootCaUrl: expected an https URL', ',b"'],
    [{ rootCaUrl: 'https://[' }, 'rootCaUrl: expected an https URL', '"https://["'],
    [{ rootCaPem: 'abc' }, 'rootCaPem: expected one self-signed CA certificate', '3 characters'],
    [
      { rootCaPem: `${rootCertificates[0]}\n${rootCertificates[1]}` },
      'rootCaPem: expected one self-signed CA certificate',
      'characters',
    ],
  ])('refuses %j, saying what was expected and what came', (context, expected, came) => {
    const faults = faultsOf(context).filter((fault) => fault.includes(expected))

    expect(faults).toHaveLength(1)
    expect(faults[0]).toContain(came)
  })

  it.each([
    'Forwarded',
    'X-Forwarded-For',
    'x-forwarded-host',
    'x-amzn-trace-id',
    'x-amz-cf-id',
    'CloudFront-Viewer-Address',
    'Via',
    'Host',
    'User-Agent',
    'Accept',
    'a b',
    '',
  ])('refuses to believe a proxy about its caller in the header %j', (proxyHeader) => {
    const faults = faultsOf(proxied({ proxyHeader }))

    expect(faults).toHaveLength(1)
    expect(faults[0]).toMatch(/^identity\.proxyHeader: expected the name of a header/)
  })

  it.each([
    ['tokenLifetimeSecond', 'tokenLifetimeSeconds'],
    ['tokenLifetime', 'tokenLifetimeSeconds'],
    ['authoriserName', 'authorizerName'],
    ['trottling', 'throttling'],
    ['removalPolicy', 'removal'],
    ['Stage', 'stage'],
    ['root-ca-url', 'rootCaUrl'],
  ])('refuses %s, which would do nothing, and points to %s', (name, meant) => {
    expect(faultsOf({ [name]: 'x' })).toEqual([
      `${name}: expected the name ${meant}, got ${JSON.stringify(name)}`,
    ])
  })

  it.each([
    ['clientCidrs', 'network'],
    ['trustedProxyCidrs', 'identity'],
    ['hostedZone', 'domain'],
    ['burst', 'throttling'],
  ])('refuses %s, which would do nothing outside of %s', (name, setting) => {
    expect(faultsOf({ [name]: 'x' })).toEqual([
      `${name}: expected inside of ${setting}, got it as a setting of its own`,
    ])
  })

  it('leaves the names of CDK itself alone', () => {
    const context = {
      '@aws-cdk/core:stagee': true,
      'aws:cdk:bundling-stacks': [],
      'availability-zones:account=1:region=eu-central-1': [],
      'acknowledged-issue-numbers': [1],
      'cli-telemetry': false,
      notices: false,
    }

    expect(faultsOf(context)).toEqual([])
  })

  it('lists every wrong setting at once', () => {
    const faults = faultsOf({ stage: 'A', removal: 'x', refreshAfter: 1, rootCaUrl: 'https://a.b' })

    expect(faults.map((fault) => fault.slice(0, fault.indexOf(':'))).toSorted()).toEqual([
      'refreshAfter',
      'removal',
      'rootCaPem',
      'stage',
    ])
  })

  it('never shows a private key that was put in the wrong place', () => {
    const { privateKey } = generateKeyPairSync('ec', {
      namedCurve: 'P-256',
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    })
    const [, firstLine = ''] = privateKey.split('\n')
    const text = faultsOf({ rootCaPem: privateKey, tokenIssuer: privateKey }).join('\n')

    expect(text).toContain('rootCaPem: expected')
    expect(text).toContain('tokenIssuer: expected')
    expect(text).not.toContain(firstLine.slice(0, 16))
  })
})
