import type { Iccid } from './iccid.ts'
import { rawSignature, signJws } from './sign-jws.ts'
import type { SigningKeys } from './token-key.ts'
import { formatUsername, type Layout } from './username.ts'

export interface TokenSettings {
  /** Name of the AWS IoT Core authorizer. */
  readonly authorizerName: string
  /** At most 86,400. */
  readonly lifetimeSeconds: number
  /** `iss` claim; no claim without it, because each byte is paid for on the radio. */
  readonly issuer?: string
  /** `aud` claim; no claim without it. */
  readonly audience?: string
}

export interface PassRequest {
  readonly iccid: Iccid
  readonly layout: Layout
  /** NumericDate. */
  readonly now: number
}

/** What a device shows to AWS IoT Core. */
export interface Pass {
  /** The MQTT username, URL-encoded. */
  readonly username: string
  /** NumericDate. */
  readonly expiresAt: number
}

/** JSON leaves out what is undefined: no claim without its setting. */
const claimsOf = (settings: TokenSettings, { iccid, now }: PassRequest) => ({
  sub: iccid,
  iat: now,
  exp: now + settings.lifetimeSeconds,
  iss: settings.issuer,
  aud: settings.audience,
})

const standardUsername = (settings: TokenSettings, keys: SigningKeys, request: PassRequest) => {
  const { signingInput, signature } = signJws(keys.token, claimsOf(settings, request))
  const token = `${signingInput}.${signature.toString('base64url')}`
  return formatUsername({
    base: token,
    authorizerName: settings.authorizerName,
    signature: rawSignature(keys.iotCore, token).toString('base64'),
    token,
  })
}

const compactUsername = (settings: TokenSettings, keys: SigningKeys, request: PassRequest) => {
  const { signingInput, signature } = signJws(keys.iotCore, claimsOf(settings, request))
  return formatUsername({
    base: '',
    authorizerName: settings.authorizerName,
    signature: signature.toString('base64'),
    token: signingInput,
  })
}

const usernames = { standard: standardUsername, compact: compactUsername }

/** Issues the pass of one SIM; the caller has made sure that the SIM is the one that asks. */
export const createIssuePass =
  (settings: TokenSettings) =>
  (keys: SigningKeys, request: PassRequest): Pass => ({
    username: usernames[request.layout](settings, keys, request),
    expiresAt: request.now + settings.lifetimeSeconds,
  })
