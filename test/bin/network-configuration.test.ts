import { describe, expect, it } from 'vitest'
import { ConfigurationError, parseConfiguration } from '../../bin/configuration.ts'

type Settings = Readonly<Record<string, unknown>>

const faultsOf = (context: Settings): readonly string[] => {
  try {
    parseConfiguration(context)
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults
    throw error
  }
  return []
}

const clientCidrs = ['10.64.0.0/16', '10.65.0.0/16']
const existing = {
  kind: 'private',
  clientCidrs,
  vpcId: 'vpc-0123456789abcdef0',
  subnetIds: ['subnet-0123456789abcdef0', 'subnet-89abcdef'],
}
const domain = {
  name: 'sims.example.com',
  certificateArn: 'arn:aws:acm:eu-central-1:123456789012:certificate/0a1b2c3d-0000',
  hostedZone: { id: 'Z0123456789', name: 'example.com' },
}

describe('network', () => {
  it.each([
    [{ kind: 'public' }],
    [{ kind: 'private', clientCidrs }],
    [{ kind: 'private', clientCidrs, vpcCidr: '172.20.0.0/16' }],
    [existing],
    [{ kind: 'private', vpcEndpointId: 'vpce-0123456789abcdef0' }],
  ])('takes %j, as an object and as the text of -c', (network) => {
    expect(parseConfiguration({ network }).network).toEqual(network)
    expect(parseConfiguration({ network: JSON.stringify(network) }).network).toEqual(network)
  })

  it.each([
    [{ kind: 'vpn' }, 'network.kind: expected public or private, got "vpn"'],
    [
      { kind: 'public', clientCidrs },
      'network.clientCidrs: expected none with kind public, got ["10.64.0.0/16","10.65.0.0/16"]',
    ],
    [
      { kind: 'public', vpcEndpointId: 'vpce-0123456789abcdef0' },
      'network.vpcEndpointId: expected none with kind public, got "vpce-0123456789abcdef0"',
    ],
    [
      { kind: 'private' },
      'network.clientCidrs: expected the networks that devices call from, got nothing',
    ],
    [{ kind: 'private', clientCidrs: [] }, 'network.clientCidrs: expected at least one network'],
    [
      { kind: 'private', clientCidrs: '10.0.0.0/8' },
      'network.clientCidrs: expected a list of IPv4 networks, got "10.0.0.0/8"',
    ],
    [
      { kind: 'private', clientCidrs: ['0.0.0.0/0'] },
      'network.clientCidrs.0: expected a prefix length of 1 to 32, got "0.0.0.0/0"',
    ],
    [
      { kind: 'private', clientCidrs: ['128.0.0.0/1'] },
      'network.clientCidrs.0: expected a prefix length of 8 to 32, got "128.0.0.0/1"',
    ],
    [
      { kind: 'private', clientCidrs: ['2001:db8::/32'] },
      'network.clientCidrs.0: expected an IPv4 network such as 10.0.0.0/24, got "2001:db8::/32"',
    ],
    [
      { kind: 'private', clientCidrs, vpcCidr: '172.20.0.0/28' },
      'network.vpcCidr: expected a prefix length of 16 to 27, got "172.20.0.0/28"',
    ],
    [
      { kind: 'private', clientCidrs: ['10.0.0.0/8'], vpcCidr: '10.9.0.0/24' },
      'network.vpcCidr: expected a network apart from clientCidrs, which 10.9.0.0/24 is not, got "10.9.0.0/24"',
    ],
    [
      { kind: 'private', clientCidrs: ['10.9.0.7/32'], vpcCidr: '10.9.0.0/24' },
      'network.vpcCidr: expected a network apart from clientCidrs, which 10.9.0.0/24 is not',
    ],
    [
      { kind: 'private', clientCidrs: ['192.168.0.0/16'] },
      'network.vpcCidr: expected a network apart from clientCidrs, which 192.168.255.0/27 is not, got nothing',
    ],
    [
      { ...existing, vpcId: 'my-vpc' },
      'network.vpcId: expected an id such as vpc-0123456789abcdef0, got "my-vpc"',
    ],
    [
      { ...existing, vpcId: undefined },
      'network.vpcId: expected a VPC id together with subnetIds, got nothing',
    ],
    [
      { ...existing, subnetIds: undefined },
      'network.subnetIds: expected subnet ids together with vpcId, got nothing',
    ],
    [{ ...existing, subnetIds: [] }, 'network.subnetIds: expected at least one subnet id, got []'],
    [
      { ...existing, subnetIds: ['subnet-89abcdef', 'subnet-89abcdef'] },
      'network.subnetIds: expected each subnet id once',
    ],
    [
      { ...existing, subnetIds: ['vpc-89abcdef'] },
      'network.subnetIds.0: expected an id such as subnet-0123456789abcdef0, got "vpc-89abcdef"',
    ],
    [
      { ...existing, vpcCidr: '172.20.0.0/24' },
      'network.vpcCidr: expected none with vpcId, because it is for a new VPC, got "172.20.0.0/24"',
    ],
    [
      { kind: 'private', vpcEndpointId: 'vpce-1' },
      'network.vpcEndpointId: expected an id such as vpce-0123456789abcdef0, got "vpce-1"',
    ],
    [
      { kind: 'private', vpcEndpointId: 'vpce-89abcdef', clientCidrs: ['10.0.0.0/8'] },
      'network.clientCidrs: expected none with vpcEndpointId, whose owner decides on it, got ["10.0.0.0/8"]',
    ],
    [
      { kind: 'private', clientCidrs, vpc: 'vpc-89abcdef' },
      'network: expected no other names than kind, vpcEndpointId, vpcId, subnetIds, clientCidrs, vpcCidr, got "vpc"',
    ],
    ['{"kind":', 'network: expected an object such as {"kind":"public"}, got "{\\"kind\\":"'],
  ])('refuses %j: %s', (network, fault) => {
    const faults = faultsOf({ network })

    expect(faults).toHaveLength(1)
    expect(faults[0]).toContain(fault)
  })
})

describe('domain', () => {
  it.each([
    [domain],
    [{ ...domain, hostedZone: undefined }],
    [{ ...domain, hostedZone: { id: 'Z1', name: 'sims.example.com' } }],
    [{ ...domain, certificateArn: domain.certificateArn.replace('aws', 'aws-us-gov') }],
  ])('takes %j, as an object and as the text of -c', (settings) => {
    expect(parseConfiguration({ domain: settings }).domain).toEqual(settings)
    expect(parseConfiguration({ domain: JSON.stringify(settings) }).domain).toEqual(settings)
  })

  it.each([
    ['sims.example.com', 'domain: expected an object such as {"name":"sims.example.com",'],
    [
      { ...domain, name: 'https://sims.example.com' },
      'domain.name: expected a domain name in lower case such as sims.example.com, got "https:',
    ],
    [{ ...domain, name: 'Sims.example.com' }, 'domain.name: expected a domain name'],
    [{ ...domain, name: '*.example.com' }, 'domain.name: expected a domain name'],
    [{ ...domain, name: 'localhost' }, 'domain.name: expected a domain name'],
    [{ ...domain, name: '-a.example.com' }, 'domain.name: expected a domain name'],
    [{ ...domain, name: `${'a'.repeat(64)}.example.com` }, 'domain.name: expected a domain name'],
    [
      { ...domain, name: `${'a.'.repeat(125)}example.com` },
      'domain.name: expected a domain name in lower case',
    ],
    [
      { name: domain.name },
      'domain.certificateArn: expected the ARN of a certificate in AWS Certificate Manager, got nothing',
    ],
    [
      { ...domain, certificateArn: 'arn:aws:iam::123456789012:server-certificate/a' },
      'domain.certificateArn: expected the ARN of a certificate',
    ],
    [
      { ...domain, hostedZone: { id: '/hostedzone/Z1', name: 'example.com' } },
      'domain.hostedZone.id: expected the id of a Route 53 hosted zone, got "/hostedzone/Z1"',
    ],
    [
      { ...domain, hostedZone: { id: 'Z1' } },
      'domain.hostedZone.name: expected a domain name in lower case such as example.com, got nothing',
    ],
    [
      { ...domain, hostedZone: { id: 'Z1', name: 'ample.com' } },
      'domain: expected a name in its hosted zone, got {"name":"sims.example.com"',
    ],
    [{ ...domain, basePath: 'a' }, 'domain: expected no other names than name, certificateArn,'],
  ])('refuses %j: %s', (settings, fault) => {
    const faults = faultsOf({ domain: settings })

    expect(faults).toHaveLength(1)
    expect(faults[0]).toContain(fault)
  })

  it('enters no name for a VPC endpoint whose own name is not known', () => {
    const network = { kind: 'private', vpcEndpointId: 'vpce-89abcdef' }

    expect(faultsOf({ domain, network })).toEqual([
      'domain.hostedZone: expected none with network.vpcEndpointId, got {"id":"Z0123456789","name":"example.com"}',
    ])
    expect(faultsOf({ domain: { ...domain, hostedZone: undefined }, network })).toEqual([])
  })
})
