import { createHmac, sign } from 'node:crypto'

/** The parts of a JWT to be made by hand, valid or not. */
export interface JwtParts {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
}

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** `<header>.<payload>`: what a signature covers. */
export const signingInput = ({ header, claims }: JwtParts): string =>
  `${encoded(header)}.${encoded(claims)}`

/** A JWT signed ES256, whatever its header says; keys are PEM. */
export const es256Jwt = (parts: JwtParts, key: string): string => {
  const input = signingInput(parts)
  const signature = sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' })
  return `${input}.${signature.toString('base64url')}`
}

/** A JWT signed HS256, whatever its header says. */
export const hs256Jwt = (parts: JwtParts, secret: string): string => {
  const input = signingInput(parts)
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
}

/** AWS IoT Core's token signature: RSA PKCS#1 v1.5, SHA-256, standard base64. */
export const tokenSignature = (token: string, key: string): string =>
  sign('sha256', Buffer.from(token), key).toString('base64')

/** Reads the header and the claims of a JWT, or of a signing input, without believing them. */
export const partsOf = (token: string): JwtParts => {
  const [header = '', claims = ''] = token
    .split('.', 2)
    .map((segment) => JSON.parse(Buffer.from(segment, 'base64url').toString()))
  return { header: Object(header), claims: Object(claims) }
}
