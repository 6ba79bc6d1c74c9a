import { Token } from 'aws-cdk-lib'
import { clientCidrFault, vpcCidrFault, vpcOverlapFault } from './network-path.ts'

const require = (name: string, fault: string | undefined, came: unknown): void => {
  if (fault === undefined || Token.isUnresolved(came)) return
  throw new Error(`network.${name}: expected ${fault}, got ${JSON.stringify(came)}`)
}

/** @throws Error unless an endpoint can be opened to these networks; what is only known at deployment is let through */
export const requireClientCidrs = (clientCidrs: readonly string[]): void => {
  require('clientCidrs', clientCidrs.length === 0 ? 'at least one network' : undefined, clientCidrs)
  for (const cidr of clientCidrs) require('clientCidrs', clientCidrFault(cidr), cidr)
}

/** @throws Error unless a new VPC can have this network next to that of the devices */
export const requireVpcCidr = (vpcCidr: string, clientCidrs: readonly string[]): void => {
  require('vpcCidr', vpcCidrFault(vpcCidr), vpcCidr)
  require('vpcCidr', vpcOverlapFault(vpcCidr, clientCidrs), vpcCidr)
}
