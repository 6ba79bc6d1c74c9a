import { parsePolicyDocument } from '../policy/parse-policy-document.ts'
import { PolicySyntaxError } from '../policy/policy-syntax-error.ts'
import type { PolicyDocument } from '../types.ts'
import { AuthenticationRefusal } from './authentication-refusal.ts'

const SHORTEST_SECONDS = 300
const LONGEST_SECONDS = 86_400
const MOST_DOCUMENTS = 10
const LONGEST_DOCUMENT = 2048
const PRINCIPAL_ID = /^[a-zA-Z0-9]{1,128}$/

export interface AuthorizerResultOptions {
  /** What to do if refreshAfterInSeconds or disconnectAfterInSeconds is missing; AWS does not say. @default 'refuse' */
  readonly missingSeconds?: 'refuse' | 'maximum'
  /** What to do if one is a whole number out of 300 to 86,400; AWS does not say. @default 'refuse' */
  readonly outOfRangeSeconds?: 'refuse' | 'clamp'
}

/** A valid answer of a Lambda that admits the client. */
export interface AuthorizerResult {
  readonly principalId: string
  readonly policies: readonly PolicyDocument[]
  /** The documents as the Lambda gave them, as JSON. */
  readonly policyTexts: readonly string[]
  readonly refreshAfterInSeconds: number
  readonly disconnectAfterInSeconds: number
}

type Answer = Readonly<Record<string, unknown>>

const invalid = (expected: string, got: string): never => {
  throw new AuthenticationRefusal('AUTHORIZER_RESPONSE_INVALID', `expected ${expected}, got ${got}`)
}

const typeOf = (value: unknown): string => {
  if (value === null || value === undefined) return 'none'
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`
}

const parseSeconds = (
  answer: Answer,
  name: 'refreshAfterInSeconds' | 'disconnectAfterInSeconds',
  { missingSeconds, outOfRangeSeconds }: AuthorizerResultOptions,
): number => {
  const expected = `${name} as a whole number of ${SHORTEST_SECONDS} to ${LONGEST_SECONDS}`
  const value = answer[name]
  if (value === undefined && missingSeconds === 'maximum') return LONGEST_SECONDS
  if (typeof value !== 'number') return invalid(expected, typeOf(value))
  if (!Number.isInteger(value)) return invalid(expected, String(value))
  const clamped = Math.min(Math.max(value, SHORTEST_SECONDS), LONGEST_SECONDS)
  return clamped === value || outOfRangeSeconds === 'clamp'
    ? clamped
    : invalid(expected, String(value))
}

const textOf = (document: unknown, index: number): string => {
  const text = typeof document === 'string' ? document : JSON.stringify(document ?? null)
  const length = text.replace(/\s/g, '').length
  if (length <= LONGEST_DOCUMENT) return text
  const expected = `policyDocuments[${index}] of at most ${LONGEST_DOCUMENT} characters`
  return invalid(`${expected} without white space`, String(length))
}

const parseDocument = (text: string, index: number): PolicyDocument => {
  try {
    return parsePolicyDocument(text)
  } catch (cause) {
    if (!(cause instanceof PolicySyntaxError)) throw cause
    throw new AuthenticationRefusal(
      'AUTHORIZER_RESPONSE_INVALID',
      `policyDocuments[${index}]: ${cause.message}`,
      { cause },
    )
  }
}

const documentsOf = ({ policyDocuments }: Answer): readonly unknown[] => {
  if (!Array.isArray(policyDocuments)) {
    return invalid('policyDocuments as an array', typeOf(policyDocuments))
  }
  return policyDocuments.length <= MOST_DOCUMENTS
    ? policyDocuments
    : invalid(`at most ${MOST_DOCUMENTS} policyDocuments`, String(policyDocuments.length))
}

const principalOf = ({ principalId }: Answer): string =>
  typeof principalId === 'string' && PRINCIPAL_ID.test(principalId)
    ? principalId
    : invalid('principalId of 1 to 128 of a-z, A-Z, 0-9', typeOf(principalId))

/** Reads what the Lambda answered; undefined if it did not authenticate the client, whatever else it said. */
export const parseAuthorizerResult = (
  answer: unknown,
  options: AuthorizerResultOptions = {},
): AuthorizerResult | undefined => {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) {
    return invalid('an object from the Lambda', typeOf(answer))
  }
  const members = answer as Answer
  const { isAuthenticated } = members
  if (typeof isAuthenticated !== 'boolean') {
    return invalid('isAuthenticated as a boolean', typeOf(isAuthenticated))
  }
  if (!isAuthenticated) return undefined
  const policyTexts = documentsOf(members).map(textOf)
  return {
    principalId: principalOf(members),
    policies: policyTexts.map(parseDocument),
    policyTexts,
    refreshAfterInSeconds: parseSeconds(members, 'refreshAfterInSeconds', options),
    disconnectAfterInSeconds: parseSeconds(members, 'disconnectAfterInSeconds', options),
  }
}
