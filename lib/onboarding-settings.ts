/** Claims that every token carries and the authorizer insists on; an absent one is neither sent nor asked for. */
export interface TokenClaimSettings {
  readonly issuer?: string
  readonly audience?: string
}

/** The root certificate that devices trust IoT Core by, and where they can fetch it. */
export interface RootCa {
  readonly url: string
  readonly pem: string
}

/** Proxies that are believed about the address of their caller, if they write it into this header; without them nobody calls. */
export interface TrustedProxies {
  /** IPv4 networks of at least /20, IPv6 ones of at least /56. */
  readonly cidrs: readonly string[]
  readonly header: string
}

/** How the username is laid out that a device connects with. */
export type UsernameLayout = 'standard' | 'compact'
