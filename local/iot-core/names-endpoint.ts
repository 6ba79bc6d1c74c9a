/** Whether a host name, as of SNI or `Host`, is one of the account's data endpoints. */
export const namesEndpoint = (
  endpointHosts: ReadonlySet<string>,
  host: string | undefined,
): boolean => host !== undefined && endpointHosts.has(normalizeHost(host))

/** Lower case, without a trailing dot. */
export const normalizeHost = (host: string): string => host.toLowerCase().replace(/\.$/, '')
