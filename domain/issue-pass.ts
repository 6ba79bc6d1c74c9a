import { SignJWT } from 'jose'
import type { Iccid } from './iccid.ts'
import type { SigningKey, SigningKeys } from './token-key.ts'
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

const signedToken = (settings: TokenSettings, key: SigningKey, iccid: Iccid, iat: number) => {
  const claims = new SignJWT({ sub: iccid, iat, exp: iat + settings.lifetimeSeconds })
  if (settings.issuer !== undefined) claims.setIssuer(settings.issuer)
  if (settings.audience !== undefined) claims.setAudience(settings.audience)
  return claims.setProtectedHeader({ alg: key.alg, kid: key.kid }).sign(key.privateKey)
}

const textEncoder = new TextEncoder()

/** AWS IoT Core's token signature: RSA PKCS#1 v1.5 with SHA-256 over the token, in standard base64. */
const iotCoreSignature = async (key: SigningKey, token: string): Promise<string> => {
  const signature = await crypto.subtle.sign(
    'RSASSA-PKCS1-v1_5',
    key.privateKey,
    textEncoder.encode(token),
  )
  return Buffer.from(signature).toString('base64')
}

const standardUsername = async (
  settings: TokenSettings,
  keys: SigningKeys,
  request: PassRequest,
) => {
  const token = await signedToken(settings, keys.token, request.iccid, request.now)
  return formatUsername({
    base: token,
    authorizerName: settings.authorizerName,
    signature: await iotCoreSignature(keys.iotCore, token),
    token,
  })
}

const compactUsername = async (
  settings: TokenSettings,
  keys: SigningKeys,
  request: PassRequest,
) => {
  const jwt = await signedToken(settings, keys.iotCore, request.iccid, request.now)
  const end = jwt.lastIndexOf('.')
  return formatUsername({
    base: '',
    authorizerName: settings.authorizerName,
    signature: Buffer.from(jwt.slice(end + 1), 'base64url').toString('base64'),
    token: jwt.slice(0, end),
  })
}

const usernames = { standard: standardUsername, compact: compactUsername }

/** Issues the pass of one SIM; the caller has made sure that the SIM is the one that asks. */
export const createIssuePass =
  (settings: TokenSettings) =>
  async (keys: SigningKeys, request: PassRequest): Promise<Pass> => ({
    username: await usernames[request.layout](settings, keys, request),
    expiresAt: request.now + settings.lifetimeSeconds,
  })
