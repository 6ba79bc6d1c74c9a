import { describe, expect, it } from 'vitest'
import {
  kindOfType,
  mayLetGo,
  taggedOnlyResource,
} from '../../../operations/teardown/resource-kinds.ts'
import { synthesize } from '../../lib/support/synthesize.ts'
import { resourcesOf } from '../../lib/support/template-resources.ts'

const domain = {
  name: 'sims.example.com',
  certificateArn: 'arn:aws:acm:eu-central-1:123456789012:certificate/0a1b2c3d',
  hostedZone: { id: 'Z0123456789', name: 'example.com' },
}
const network = { kind: 'private', clientCidrs: ['10.64.0.0/16'] }

/** Every type of resource that the stacks make under one setting or another. */
const typesOfAllStacks = (): string[] => {
  const templates = [
    { domain, alarmEmail: 'operator@example.com' },
    { domain, network },
  ]
    .map((settings) => synthesize(settings))
    .flatMap(({ identity, authorizer, onboarding }) => [identity, authorizer, onboarding])
  return [
    ...new Set(templates.flatMap((template) => resourcesOf(template)).map(({ Type }) => Type)),
  ]
}

describe('resource kinds', () => {
  it('account for all that the stacks make', () => {
    const unaccounted = typesOfAllStacks().filter(
      (type) => kindOfType(type) === undefined && !mayLetGo(type),
    )

    // It has no tags, and its name could be anybody's; CloudFormation is never told to let go of it.
    expect(unaccounted).toEqual(['AWS::Route53::RecordSet'])
  })

  it.each([
    ['arn:aws:ec2:eu-central-1:111122223333:vpc/vpc-1', 'VPC', 'vpc-1'],
    ['arn:aws:ec2:eu-central-1:111122223333:subnet/subnet-1', 'subnet', 'subnet-1'],
    ['arn:aws:ec2:eu-central-1:111122223333:vpc-endpoint/vpce-1', 'VPC endpoint', 'vpce-1'],
    ['arn:aws:ec2:eu-central-1:111122223333:vpc-flow-log/fl-1', 'flow log', 'fl-1'],
    ['arn:aws:ec2:eu-central-1:111122223333:security-group/sg-1', 'security group', 'sg-1'],
    ['arn:aws:ec2:eu-central-1:111122223333:route-table/rtb-1', 'route table', 'rtb-1'],
  ])('tells by %s that it is a %s', (arn, kind, id) => {
    expect(taggedOnlyResource(arn)).toEqual({ kind, id })
  })

  it.each(['arn:aws:ec2:eu-central-1:111122223333:vpn-gateway/vgw-1', 'arn:aws:s3:::bucket'])(
    'names %s, though no stack makes one',
    (arn) => {
      expect(taggedOnlyResource(arn)).toEqual({ kind: 'resource', id: arn })
    },
  )

  it.each([
    'arn:aws:lambda:eu-central-1:111122223333:function:f',
    'arn:aws:sns:eu-central-1:111122223333:t',
    'arn:aws:apigateway:eu-central-1::/restapis/a/stages/b',
  ])('leaves %s to its service', (arn) => {
    expect(taggedOnlyResource(arn)).toBeUndefined()
  })
})
