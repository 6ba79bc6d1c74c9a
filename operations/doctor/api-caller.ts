import type { ApiCaller, SyntheticSim } from './ports.ts'

/** A SIM as the onboarding function is to see it: by itself, or through the first of the proxies that it trusts. */
export const callerFor = (
  { address }: SyntheticSim,
  { TRUSTED_PROXY_CIDRS: cidrs, PROXY_HEADER: header }: Readonly<Record<string, string>>,
): ApiCaller => {
  const proxy = cidrs?.split(/[,/]/)[0]
  return proxy === undefined || header === undefined
    ? { sourceIp: address, headers: {} }
    : { sourceIp: proxy, headers: { [header]: address } }
}
