import { Token } from 'aws-cdk-lib'
import { proxyCountFault, proxyHeaderFault, proxyNetworkFault } from '../domain/trusted-proxies.ts'
import type { TrustedProxies } from './onboarding-settings.ts'

const require = (name: string, fault: string | undefined, came: unknown): void => {
  if (fault === undefined || Token.isUnresolved(came)) return
  throw new Error(`trustedProxies.${name}: expected ${fault}, got ${JSON.stringify(came)}`)
}

/** @throws Error unless the proxies may be believed; a value that is only known at deployment is left to the function */
export const requireTrustedProxies = ({ cidrs, header }: TrustedProxies): void => {
  require('cidrs', proxyCountFault(cidrs), cidrs)
  for (const cidr of cidrs) require('cidrs', proxyNetworkFault(cidr), cidr)
  require('header', proxyHeaderFault(header), header)
}
