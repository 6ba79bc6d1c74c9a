import { z } from 'zod'
import {
  clientCidrFault,
  DEFAULT_VPC_CIDR,
  type NetworkPath,
  vpcCidrFault,
  vpcOverlapFault,
} from '../lib/network-path.ts'
import { exactly, matching, oneOf, text } from './schemas.ts'

const awsId = (prefix: string) =>
  matching(
    `an id such as ${prefix}-0123456789abcdef0`,
    new RegExp(`^${prefix}-(?:[0-9a-f]{8}|[0-9a-f]{17})$`),
  )

const IPV4_NETWORK = 'an IPv4 network such as 10.0.0.0/24'

const shape = exactly(
  {
    kind: oneOf(['public', 'private']),
    vpcEndpointId: awsId('vpce').optional(),
    vpcId: awsId('vpc').optional(),
    subnetIds: z
      .array(awsId('subnet'), { error: 'a list of subnet ids' })
      .min(1, { error: 'at least one subnet id' })
      .refine((ids) => new Set(ids).size === ids.length, { error: 'each subnet id once' })
      .optional(),
    clientCidrs: z
      .array(text(IPV4_NETWORK, clientCidrFault), { error: 'a list of IPv4 networks' })
      .min(1, { error: 'at least one network' })
      .optional(),
    vpcCidr: text(IPV4_NETWORK, vpcCidrFault).optional(),
  },
  '{"kind":"public"}',
)

type Shape = z.output<typeof shape>
type Name = keyof Shape
type Fault = readonly [name: Name, expected: string]

const surplus = (settings: Shape, names: readonly Name[], expected: string): Fault[] =>
  names.filter((name) => settings[name] !== undefined).map((name) => [name, expected])

const newVpcFaults = ({ vpcCidr = DEFAULT_VPC_CIDR, clientCidrs = [] }: Shape): Fault[] => {
  const fault = vpcOverlapFault(vpcCidr, clientCidrs)
  return fault === undefined ? [] : [['vpcCidr', fault]]
}

const existingVpcFaults = (settings: Shape): Fault[] => [
  ...surplus(settings, ['vpcCidr'], 'none with vpcId, because it is for a new VPC'),
  ...(settings.vpcId === undefined ? [['vpcId', 'a VPC id together with subnetIds'] as const] : []),
  ...(settings.subnetIds === undefined
    ? [['subnetIds', 'subnet ids together with vpcId'] as const]
    : []),
]

const faultsOf = (settings: Shape): Fault[] => {
  const { kind, vpcEndpointId, vpcId, subnetIds, clientCidrs } = settings
  const details: Name[] = ['vpcId', 'subnetIds', 'clientCidrs', 'vpcCidr']
  if (kind === 'public')
    return surplus(settings, ['vpcEndpointId', ...details], 'none with kind public')
  if (vpcEndpointId !== undefined)
    return surplus(settings, details, 'none with vpcEndpointId, whose owner decides on it')
  const clientFaults: Fault[] =
    clientCidrs === undefined ? [['clientCidrs', 'the networks that devices call from']] : []
  const isNew = vpcId === undefined && subnetIds === undefined
  return [...clientFaults, ...(isNew ? newVpcFaults(settings) : existingVpcFaults(settings))]
}

const pathOf = ({ kind, vpcEndpointId, vpcId, subnetIds, ...rest }: Shape): NetworkPath => {
  if (kind === 'public') return { kind }
  if (vpcEndpointId !== undefined) return { kind, vpcEndpointId }
  const { clientCidrs = [], vpcCidr } = rest
  return vpcId === undefined || subnetIds === undefined
    ? { kind, clientCidrs, ...(vpcCidr === undefined ? {} : { vpcCidr }) }
    : { kind, vpcId, subnetIds, clientCidrs }
}

/** How devices reach the device API. */
export const network = shape.pipe(
  z
    .custom<Shape>()
    .superRefine((settings, issues) => {
      for (const [name, message] of faultsOf(settings)) {
        issues.addIssue({ code: 'custom', path: [name], message, input: settings[name] })
      }
    })
    .transform(pathOf),
)
