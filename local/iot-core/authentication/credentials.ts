import { AuthenticationRefusal } from './authentication-refusal.ts'
import {
  type Parameter,
  type ParameterOptions,
  type Parameters,
  parameterName,
  parseParameters,
} from './parse-parameters.ts'

const NAME = 'x-amz-customauthorizer-name'
const SIGNATURE = 'x-amz-customauthorizer-signature'

/** What a client sent for its custom authorizer; an empty value counts as none. */
export interface Credentials {
  readonly authorizerName?: string
  readonly signature?: string
  /** The token under the name that its authorizer gives it. */
  readonly token: (tokenKeyName: string) => Parameter | undefined
}

export interface UsernameOptions extends ParameterOptions {
  /**
   * What to do with the `?SDK=…` that the JavaScript SDK v1 appends to a username that has a `?` already; AWS's sources contradict each other.
   * @default 'cut'
   */
  readonly secondQuestionMark?: 'cut' | 'refuse'
}

/** The credentials of a client that sent none. */
export const NO_CREDENTIALS: Credentials = { token: () => undefined }

const fromLookup = (find: (name: string) => Parameter | undefined): Credentials => {
  const present = (name: string) => {
    const parameter = find(name)
    return parameter?.decoded === '' ? undefined : parameter
  }
  return {
    authorizerName: present(NAME)?.decoded,
    signature: present(SIGNATURE)?.decoded,
    token: present,
  }
}

const fromParameters = (parameters: Parameters, { nameCase }: ParameterOptions): Credentials =>
  fromLookup((name) => parameters.get(parameterName(name, nameCase)))

const parametersOf = (username: string, policy: UsernameOptions['secondQuestionMark']): string => {
  const start = username.indexOf('?')
  const text = start < 0 ? '' : username.slice(start + 1)
  const metrics = text.lastIndexOf('?SDK=')
  if (metrics < 0) return text
  if (policy !== 'refuse') return text.slice(0, metrics)
  throw new AuthenticationRefusal(
    'MALFORMED_CREDENTIALS',
    'expected one `?` in the username, got two',
  )
}

/** Reads the parameters after the first `?` of an MQTT username. */
export const credentialsFromUsername = (
  username: string,
  options: UsernameOptions = {},
): Credentials =>
  fromParameters(
    parseParameters(parametersOf(username, options.secondQuestionMark), options),
    options,
  )

/** Reads a query string that starts with `?`, or is empty. */
export const credentialsFromQuery = (
  queryString: string,
  options: ParameterOptions = {},
): Credentials => fromParameters(parseParameters(queryString.replace(/^\?/, ''), options), options)

/** Reads HTTP headers, whose names are in lower case and whose values are not encoded. */
export const credentialsFromHeaders = (headers: Readonly<Record<string, string>>): Credentials =>
  fromLookup((name) => {
    const key = name.toLowerCase()
    const value = Object.hasOwn(headers, key) ? headers[key] : undefined
    return value === undefined ? undefined : { raw: value, decoded: value }
  })
