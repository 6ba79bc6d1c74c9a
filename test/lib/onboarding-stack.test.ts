import { describe, expect, it } from 'vitest'
import { AMAZON_ROOT_CA_1 } from '../../lib/amazon-root-ca.ts'
import { synthesize } from './support/synthesize.ts'
import { outputsOf, resourcesOf } from './support/template-resources.ts'

const imported = (name: string) => ({ 'Fn::ImportValue': expect.stringContaining(name) })

const environmentOf = (settings: Readonly<Record<string, unknown>>): unknown => {
  const functions = resourcesOf(synthesize(settings).onboarding, 'AWS::Lambda::Function')
  const handler = functions.find(({ logicalId }) => logicalId.startsWith('OnboardingFunction'))
  return handler?.Properties.Environment
}

describe('OnboardingStack', () => {
  const { onboarding, stacks } = synthesize()
  const [endpoint] = resourcesOf(onboarding, 'Custom::IotEndpoint')

  it('tells the onboarding function exactly what it needs', () => {
    expect(environmentOf({})).toEqual({
      Variables: {
        SIMS_TABLE: imported('RefRegistrySimsTable'),
        SIM_ADDRESSES_TABLE: imported('RefRegistrySimAddressesTable'),
        SIGNING_KEYS_SECRET_ARN: imported('RefSigningKeysSecret'),
        AUTHORIZER_NAME: imported('AuthorizerName'),
        IOT_ENDPOINT: { 'Fn::GetAtt': [endpoint?.logicalId, 'EndpointAddress'] },
        ROOT_CA_URL: AMAZON_ROOT_CA_1.url,
        ROOT_CA_PEM: AMAZON_ROOT_CA_1.pem,
        TOKEN_LIFETIME_SECONDS: '86400',
        DEFAULT_LAYOUT: 'standard',
      },
    })
  })

  it('adds what is set', () => {
    const environment = environmentOf({
      tokenLifetimeSeconds: '600',
      defaultLayout: 'compact',
      tokenIssuer: 'issuer',
      tokenAudience: 'audience',
      identity: {
        kind: 'source-address',
        trustedProxyCidrs: ['10.0.0.0/24', '2001:db8::/64'],
        proxyHeader: 'X-Real-IP',
      },
    })

    expect(environment).toMatchObject({
      Variables: {
        TOKEN_LIFETIME_SECONDS: '600',
        DEFAULT_LAYOUT: 'compact',
        TOKEN_ISSUER: { 'Fn::ImportValue': expect.stringContaining('TokenIssuer') },
        TOKEN_AUDIENCE: { 'Fn::ImportValue': expect.stringContaining('TokenAudience') },
        TRUSTED_PROXY_CIDRS: '10.0.0.0/24,2001:db8::/64',
        PROXY_HEADER: 'x-real-ip',
      },
    })
  })

  it('asks IoT Core for the endpoint with the certificate that devices trust', () => {
    expect(endpoint?.Properties).toMatchObject({
      EndpointType: 'iot:Data-ATS',
      ServiceTimeout: '300',
    })
  })

  it('comes last and puts out where to onboard and where to connect', () => {
    const [api] = resourcesOf(onboarding, 'AWS::ApiGateway::RestApi')
    const [stage] = resourcesOf(onboarding, 'AWS::ApiGateway::Stage')

    expect(stacks.onboarding.dependencies).toContain(stacks.authorizer)
    expect(outputsOf(onboarding)).toEqual({
      OnboardingUrl: {
        Value: {
          'Fn::Join': [
            '',
            [
              'https://',
              { Ref: api?.logicalId },
              '.execute-api.',
              { Ref: 'AWS::Region' },
              '.',
              { Ref: 'AWS::URLSuffix' },
              '/',
              { Ref: stage?.logicalId },
              '/onboarding/mqtt/tokens',
            ],
          ],
        },
      },
      IotEndpoint: { Value: { 'Fn::GetAtt': [endpoint?.logicalId, 'EndpointAddress'] } },
    })
  })
})
