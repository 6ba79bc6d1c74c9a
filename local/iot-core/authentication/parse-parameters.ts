import { AuthenticationRefusal } from './authentication-refusal.ts'

export interface ParameterOptions {
  /** Whether a raw `+` stays itself or stands for a space, as in a form; AWS does not say. @default 'literal' */
  readonly plus?: 'literal' | 'space'
  /** Whether parameter names are compared with regard to case; AWS does not say. @default 'sensitive' */
  readonly nameCase?: 'sensitive' | 'insensitive'
}

export interface Parameter {
  readonly raw: string
  readonly decoded: string
}

export type Parameters = ReadonlyMap<string, Parameter>

// What the AWS IoT device SDKs append to a username to count themselves.
const METRICS: ReadonlySet<string> = new Set(['SDK', 'Version', 'Platform', 'Metadata'])

const malformed = (detail: string): never => {
  throw new AuthenticationRefusal('MALFORMED_CREDENTIALS', detail)
}

const decode = (text: string, plus: ParameterOptions['plus']): string => {
  try {
    return decodeURIComponent(plus === 'space' ? text.replaceAll('+', ' ') : text)
  } catch {
    // decodeURIComponent says no more than that the text is malformed.
    return malformed('expected percent-encoded UTF-8 parameters, got a malformed escape')
  }
}

/** The name under which {@link parseParameters} files a parameter. */
export const parameterName = (name: string, nameCase: ParameterOptions['nameCase']): string =>
  nameCase === 'insensitive' ? name.toLowerCase() : name

/** Reads `name=value` pairs joined by `&`; refuses malformed escapes and names that come twice. */
export const parseParameters = (
  text: string,
  { plus = 'literal', nameCase = 'sensitive' }: ParameterOptions = {},
): Parameters => {
  const parameters = new Map<string, Parameter>()
  for (const pair of text.split('&')) {
    const equals = pair.indexOf('=')
    const rawName = equals < 0 ? pair : pair.slice(0, equals)
    if (pair === '' || METRICS.has(rawName)) continue
    const name = parameterName(decode(rawName, plus), nameCase)
    const raw = equals < 0 ? '' : pair.slice(equals + 1)
    if (parameters.has(name)) malformed('expected each parameter once, got one of them twice')
    parameters.set(name, { raw, decoded: decode(raw, plus) })
  }
  return parameters
}
