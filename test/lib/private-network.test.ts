import type { Template } from 'aws-cdk-lib/assertions'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
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

const route = ':*/device-api/GET/onboarding/mqtt/tokens'
const ownDomain = ':/domainnames/sims.example.com+*'
const underDomain = synthesize({
  network: { kind: 'private', clientCidrs },
  domain: {
    name: 'sims.example.com',
    certificateArn: 'arn:aws:acm:eu-central-1:123456789012:certificate/0a1b2c3d',
  },
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

  it('hides no public API from the VPC', () => {
    expect(one(inNewVpc, 'AWS::EC2::VPCEndpoint')?.Properties).toMatchObject({
      VpcEndpointType: 'Interface',
      PrivateDnsEnabled: false,
    })
  })

  it.each([
    ['its route only', inNewVpc, [route]],
    ['its route and its own domain only', underDomain, [route, ownDomain]],
  ])('lets devices reach %s', (_name, template, resources) => {
    const [endpoint] = resourcesOf(template, 'AWS::EC2::VPCEndpoint')
    const list = resources.map((resource) => ({
      'Fn::Join': [
        '',
        [
          'arn:',
          { Ref: 'AWS::Partition' },
          ':execute-api:',
          { Ref: 'AWS::Region' },
          ':',
          { Ref: 'AWS::AccountId' },
          resource,
        ],
      ],
    }))

    expect(endpoint?.Properties.PolicyDocument).toMatchObject({
      Statement: [
        {
          Effect: 'Allow',
          Action: 'execute-api:Invoke',
          Principal: { AWS: '*' },
          Resource: list.length === 1 ? list[0] : list,
        },
      ],
    })
  })

  it('finds the service also in China, where it has another name', () => {
    const { ServiceName } = z
      .object({
        ServiceName: z.object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) }),
      })
      .parse(one(inNewVpc, 'AWS::EC2::VPCEndpoint')?.Properties)
    const [prefix, ...rest] = ServiceName['Fn::Join'][1]
    const [mapping] = Object.entries(inNewVpc.findMappings('*'))

    expect(prefix).toEqual({
      'Fn::FindInMap': [mapping?.[0], { Ref: 'AWS::Partition' }, 'servicePrefix'],
    })
    expect(rest).toEqual(['.', { Ref: 'AWS::Region' }, '.execute-api'])
    expect(mapping?.[1]).toEqual({
      aws: { servicePrefix: 'com.amazonaws' },
      'aws-us-gov': { servicePrefix: 'com.amazonaws' },
      'aws-cn': { servicePrefix: 'cn.com.amazonaws' },
    })
  })

  it('deploys the API anew with every other endpoint, because the stage keeps the policy of the old one', () => {
    const deployments = [
      inNewVpc,
      synthesize({ network: { kind: 'private', clientCidrs, vpcCidr: '172.20.0.0/24' } })
        .onboarding,
      inExistingVpc,
      synthesize({ network: { kind: 'private', clientCidrs, vpcId: 'vpc-89abcdef', subnetIds } })
        .onboarding,
      throughExisting,
      synthesize().onboarding,
    ].map((template) => one(template, 'AWS::ApiGateway::Deployment')?.logicalId)

    expect(new Set(deployments).size).toBe(deployments.length)
    expect(
      one(
        synthesize({ network: { kind: 'private', clientCidrs } }).onboarding,
        'AWS::ApiGateway::Deployment',
      )?.logicalId,
    ).toBe(deployments[0])
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

  it('lends the role of the flow log to flow logs of this account only', () => {
    const role = resourcesOf(inNewVpc, 'AWS::IAM::Role').find(({ logicalId }) =>
      logicalId.includes('FlowLogRole'),
    )

    expect(one(inNewVpc, 'AWS::EC2::FlowLog')?.Properties.DeliverLogsPermissionArn).toEqual({
      'Fn::GetAtt': [role?.logicalId, 'Arn'],
    })
    expect(role?.Properties.AssumeRolePolicyDocument).toMatchObject({
      Statement: [
        {
          Principal: { Service: 'vpc-flow-logs.amazonaws.com' },
          Condition: {
            StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
            ArnLike: {
              'aws:SourceArn': {
                'Fn::Join': ['', expect.arrayContaining([':vpc-flow-log/*'])],
              },
            },
          },
        },
      ],
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
