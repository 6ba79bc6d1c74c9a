/** TLS 1.2 and 1.3; a Regional API's own default still answers TLS 1.0. */
export const SECURITY_POLICY = 'SecurityPolicy_TLS13_1_2_2021_06'

/**
 * Such a policy needs a mode. STRICT would refuse whoever's TLS server name is not the Host header: a proxy in front, or
 * a private API that is called by the name of its VPC endpoint.
 */
export const ENDPOINT_ACCESS_MODE = 'BASIC'
