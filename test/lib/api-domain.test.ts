import { describe, expect, it } from 'vitest'
import { synthesize } from './support/synthesize.ts'
import { outputsOf, resourcesOf } from './support/template-resources.ts'

const certificateArn = 'arn:aws:acm:eu-central-1:123456789012:certificate/0a1b2c3d'
const name = 'sims.example.com'
const hostedZone = { id: 'Z0123456789', name: 'example.com' }
const network = { kind: 'private', clientCidrs: ['10.64.0.0/16'] }

const tls = {
  SecurityPolicy: 'SecurityPolicy_TLS13_1_2_2021_06',
  EndpointAccessMode: 'BASIC',
}

describe.each([
  ['RegionalDomain', synthesize({ domain: { name, certificateArn, hostedZone } }).onboarding],
  [
    'PrivateDomain',
    synthesize({ domain: { name, certificateArn, hostedZone }, network }).onboarding,
  ],
])('%s', (_name, template) => {
  const properties = (type: string) =>
    resourcesOf(template, `AWS::ApiGateway::${type}`).map(({ Properties }) => Properties)

  it('keeps the path of the vendor', () => {
    const [api] = resourcesOf(template, 'AWS::ApiGateway::RestApi')
    const [stage] = resourcesOf(template, 'AWS::ApiGateway::Stage')

    expect([...properties('BasePathMapping'), ...properties('BasePathMappingV2')]).toMatchObject([
      {
        BasePath: 'device-api',
        RestApiId: { Ref: api?.logicalId },
        Stage: { Ref: stage?.logicalId },
      },
    ])
    expect(outputsOf(template).OnboardingUrl).toEqual({
      Value: 'https://sims.example.com/device-api/onboarding/mqtt/tokens',
    })
  })

  it('leaves the API the name that devices may know already', () => {
    expect(properties('RestApi')).toMatchObject([{ DisableExecuteApiEndpoint: false }])
  })

  it('takes nothing older than TLS 1.2', () => {
    expect([...properties('DomainName'), ...properties('DomainNameV2')]).toMatchObject([tls])
  })

  it('enters the name into its zone', () => {
    expect(resourcesOf(template, 'AWS::Route53::RecordSet')).toMatchObject([
      {
        Properties: {
          Name: 'sims.example.com.',
          Type: 'A',
          HostedZoneId: 'Z0123456789',
          AliasTarget: { DNSName: expect.anything(), HostedZoneId: expect.anything() },
        },
      },
    ])
  })
})

describe('RegionalDomain', () => {
  it('enters the name nowhere without a zone', () => {
    const { onboarding } = synthesize({ domain: { name, certificateArn } })

    expect(resourcesOf(onboarding, 'AWS::ApiGateway::DomainName')).toMatchObject([
      {
        Properties: {
          DomainName: name,
          RegionalCertificateArn: certificateArn,
          EndpointConfiguration: { Types: ['REGIONAL'] },
        },
      },
    ])
    expect(resourcesOf(onboarding, 'AWS::Route53::RecordSet')).toEqual([])
  })
})

describe('PrivateDomain', () => {
  it('admits the one VPC endpoint, like its API', () => {
    const vpcEndpointId = 'vpce-0123456789abcdef0'
    const { onboarding } = synthesize({
      domain: { name, certificateArn },
      network: { kind: 'private', vpcEndpointId },
    })
    const [api] = resourcesOf(onboarding, 'AWS::ApiGateway::RestApi')
    const [domain] = resourcesOf(onboarding, 'AWS::ApiGateway::DomainNameV2')

    expect(domain?.Properties).toMatchObject({
      DomainName: name,
      CertificateArn: certificateArn,
      EndpointConfiguration: { Types: ['PRIVATE'] },
    })
    expect(domain?.Properties.Policy).toEqual(api?.Properties.Policy)
    expect(resourcesOf(onboarding, 'AWS::ApiGateway::DomainNameAccessAssociation')).toMatchObject([
      {
        Properties: {
          AccessAssociationSource: vpcEndpointId,
          AccessAssociationSourceType: 'VPCE',
          DomainNameArn: { 'Fn::GetAtt': [domain?.logicalId, 'DomainNameArn'] },
        },
      },
    ])
  })
})
