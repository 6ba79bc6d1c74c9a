import type { Template } from 'aws-cdk-lib/assertions'
import { describe, expect, it } from 'vitest'
import { synthesize } from './support/synthesize.ts'
import { outputsOf, resourcesOf } from './support/template-resources.ts'

const clientCidrs = ['10.64.0.0/16', '10.65.0.0/16']
const vpcId = 'vpc-0123456789abcdef0'
const subnetIds = ['subnet-0123456789abcdef0', 'subnet-1123456789abcdef0']

const one = (template: Template, type: string) => {
  const [resource, ...others] = resourcesOf(template, type)
  expect(others).toEqual([])
  return resource
}

const inNewVpc = synthesize({ network: { kind: 'private', clientCidrs } }).onboarding
const inExistingVpc = synthesize({
  network: { kind: 'private', clientCidrs, vpcId, subnetIds },
}).onboarding
const throughExisting = synthesize({
  network: { kind: 'private', vpcEndpointId: 'vpce-0123456789abcdef0' },
}).onboarding

const newEndpoint = { Ref: 'DeviceApiNetworkExecuteApiEndpointC6C31F17' }

describe('PrivateNetwork', () => {
  it.each([
    ['in a new VPC', inNewVpc, newEndpoint],
    ['in an existing VPC', inExistingVpc, newEndpoint],
    ['through an existing endpoint', throughExisting, 'vpce-0123456789abcdef0'],
  ])('%s, lets nobody invoke but through its one VPC endpoint', (_name, template, endpoint) => {
    const invoke = {
      Action: 'execute-api:Invoke',
      Principal: { AWS: '*' },
      Resource: 'execute-api:/*',
    }

    expect(one(template, 'AWS::ApiGateway::RestApi')?.Properties).toMatchObject({
      EndpointConfiguration: { Types: ['PRIVATE'], VpcEndpointIds: [endpoint] },
      DisableExecuteApiEndpoint: false,
      Policy: {
        Statement: [
          {
            ...invoke,
            Effect: 'Allow',
            Condition: { StringEquals: { 'aws:SourceVpce': endpoint } },
          },
          {
            ...invoke,
            Effect: 'Deny',
            Condition: { StringNotEquals: { 'aws:SourceVpce': endpoint } },
          },
        ],
      },
    })
  })

  it.each([
    ['in a new VPC', inNewVpc, newEndpoint],
    ['through an existing endpoint', throughExisting, 'vpce-0123456789abcdef0'],
  ])('%s, gives devices the name that public DNS knows', (_name, template, endpoint) => {
    const [api] = resourcesOf(template, 'AWS::ApiGateway::RestApi')
    const parts = JSON.stringify(outputsOf(template).OnboardingUrl?.Value)
    const endpointPart =
      typeof endpoint === 'string' ? `"-${endpoint}` : `"-",${JSON.stringify(endpoint)},"`

    expect(parts).toContain(
      `["https://",{"Ref":"${api?.logicalId}"},${endpointPart}.execute-api.",{"Ref":"AWS::Region"}`,
    )
    expect(parts).toMatch(/\/onboarding\/mqtt\/tokens"\]\]\}$/)
  })

  it.each([
    ['a new VPC', inNewVpc],
    ['an existing VPC', inExistingVpc],
  ])('in %s, opens port 443 to the devices and nothing to anybody else', (_name, template) => {
    expect(one(template, 'AWS::EC2::SecurityGroup')?.Properties).toMatchObject({
      SecurityGroupIngress: clientCidrs.map((CidrIp) => ({
        CidrIp,
        IpProtocol: 'tcp',
        FromPort: 443,
        ToPort: 443,
      })),
      SecurityGroupEgress: [{ CidrIp: '255.255.255.255/32' }],
    })
  })

  it('hides no public API from the VPC and reaches no API of another account', () => {
    expect(one(inNewVpc, 'AWS::EC2::VPCEndpoint')?.Properties).toMatchObject({
      VpcEndpointType: 'Interface',
      ServiceName: { 'Fn::Join': ['', ['com.amazonaws.', { Ref: 'AWS::Region' }, '.execute-api']] },
      PrivateDnsEnabled: false,
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: 'execute-api:Invoke',
            Resource: { 'Fn::Join': ['', expect.arrayContaining([{ Ref: 'AWS::AccountId' }])] },
          },
        ],
      },
    })
  })

  it('keeps the VPC and its endpoint under their logical ids, because VPNs and names hang on them', () => {
    expect(one(inNewVpc, 'AWS::EC2::VPC')?.logicalId).toBe('DeviceApiNetworkIsolatedVpc49E7A650')
    expect(one(inNewVpc, 'AWS::EC2::VPCEndpoint')?.logicalId).toBe(newEndpoint.Ref)
    expect(one(inExistingVpc, 'AWS::EC2::VPCEndpoint')?.logicalId).toBe(newEndpoint.Ref)
  })

  it('puts a new VPC into two Availability Zones without a way out, and logs all of its traffic', () => {
    const subnets = resourcesOf(inNewVpc, 'AWS::EC2::Subnet')

    expect(one(inNewVpc, 'AWS::EC2::VPC')?.Properties.CidrBlock).toBe('192.168.255.0/27')
    expect(subnets.map(({ Properties }) => Properties.CidrBlock)).toEqual([
      '192.168.255.0/28',
      '192.168.255.16/28',
    ])
    for (const type of ['InternetGateway', 'NatGateway', 'Route', 'EIP']) {
      expect(resourcesOf(inNewVpc, `AWS::EC2::${type}`)).toEqual([])
    }
    expect(one(inNewVpc, 'AWS::EC2::FlowLog')?.Properties).toMatchObject({
      ResourceType: 'VPC',
      TrafficType: 'ALL',
      ResourceId: { Ref: 'DeviceApiNetworkIsolatedVpc49E7A650' },
    })
  })

  it('uses an existing VPC as it is', () => {
    for (const type of ['VPC', 'Subnet', 'RouteTable', 'FlowLog']) {
      expect(resourcesOf(inExistingVpc, `AWS::EC2::${type}`)).toEqual([])
    }
    expect(one(inExistingVpc, 'AWS::EC2::VPCEndpoint')?.Properties).toMatchObject({
      VpcId: vpcId,
      SubnetIds: subnetIds,
    })
  })

  it('makes nothing where there is an endpoint', () => {
    expect(
      resourcesOf(throughExisting).filter(({ Type }) => Type.startsWith('AWS::EC2::')),
    ).toEqual([])
  })

  it('names what an operator brings the VPN to', () => {
    const vpc = { Value: { Ref: 'DeviceApiNetworkIsolatedVpc49E7A650' } }

    expect(outputsOf(inNewVpc)).toMatchObject({ VpcId: vpc, VpcEndpointId: { Value: newEndpoint } })
    expect(outputsOf(inExistingVpc).VpcId).toEqual({ Value: vpcId })
    expect(Object.keys(outputsOf(throughExisting))).not.toContain('VpcId')
  })
})
