import type { KeyObject } from 'node:crypto'
import type { Authorizer, AuthorizerStatus, AuthorizerUpdate } from './authorizer.ts'
import { refuse } from './iot-error.ts'
import { parseTokenSigningKey } from './token-signing-keys.ts'

const NAME = /^[\w=,@-]{1,128}$/
const TOKEN_KEY_NAME = /^[a-zA-Z0-9_-]{1,128}$/
const FUNCTION_ARN =
  /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[\w-]{1,140}(:[\w$-]{1,128})?$/
const LONGEST_FUNCTION_ARN = 2048

/** What an authorizer is configured with, validated. */
export type AuthorizerSettings = Pick<
  Authorizer,
  | 'functionArn'
  | 'status'
  | 'tokenKeyName'
  | 'tokenSigningPublicKeys'
  | 'verificationKeys'
  | 'enableCachingForHttp'
  | 'signingDisabled'
>

/** Whether a text can be the name of an authorizer. */
export const isAuthorizerName = (name: string): boolean => NAME.test(name)

/** Reads the name of an authorizer. */
export const parseAuthorizerName = (name: string): string =>
  isAuthorizerName(name)
    ? name
    : refuse('an authorizer name of 1 to 128 letters, digits, `_`, `=`, `,`, `@`, `-`', name)

const parseFunctionArn = (arn: string): string =>
  arn.length <= LONGEST_FUNCTION_ARN && FUNCTION_ARN.test(arn)
    ? arn
    : refuse('the ARN of a Lambda function as authorizerFunctionArn', arn)

const parseStatus = (status: string): AuthorizerStatus =>
  status === 'ACTIVE' || status === 'INACTIVE'
    ? status
    : refuse('status ACTIVE or INACTIVE', status)

const parseTokenKeyName = (name: string): string =>
  TOKEN_KEY_NAME.test(name)
    ? name
    : refuse('a tokenKeyName of 1 to 128 of a-z, A-Z, 0-9, `_`, `-`', name)

const parseKeys = (
  keys: Readonly<Record<string, string>>,
  most: number,
): { readonly pems: Readonly<Record<string, string>>; readonly parsed: readonly KeyObject[] } => {
  const entries = Object.entries(keys)
  if (entries.length > most) refuse(`at most ${most} token signing keys`, entries.length)
  return {
    pems: { ...keys },
    parsed: entries.map(([name, pem]) => parseTokenSigningKey(name, pem)),
  }
}

const requireSigning = (name: string, settings: AuthorizerSettings): void => {
  if (settings.signingDisabled) return
  if (settings.verificationKeys.length === 0) {
    refuse(`at least one token signing key for authorizer ${name}, whose signing is enabled`, 0)
  }
  if (settings.tokenKeyName === undefined) {
    refuse(`a tokenKeyName for authorizer ${name}, whose signing is enabled`, undefined)
  }
}

/** Applies a change to the settings of an authorizer; what the change does not mention stays as it is. */
export const changeSettings = (
  name: string,
  current: AuthorizerSettings,
  change: Omit<AuthorizerUpdate, 'signingDisabled'>,
  maximumSigningKeys: number,
): AuthorizerSettings => {
  const { authorizerFunctionArn, status, tokenKeyName, tokenSigningPublicKeys } = change
  const keys = tokenSigningPublicKeys && parseKeys(tokenSigningPublicKeys, maximumSigningKeys)
  const settings = {
    functionArn:
      authorizerFunctionArn === undefined
        ? current.functionArn
        : parseFunctionArn(authorizerFunctionArn),
    status: status === undefined ? current.status : parseStatus(status),
    tokenKeyName:
      tokenKeyName === undefined ? current.tokenKeyName : parseTokenKeyName(tokenKeyName),
    tokenSigningPublicKeys: keys?.pems ?? current.tokenSigningPublicKeys,
    verificationKeys: keys?.parsed ?? current.verificationKeys,
    enableCachingForHttp: change.enableCachingForHttp ?? current.enableCachingForHttp,
    signingDisabled: current.signingDisabled,
  }
  requireSigning(name, settings)
  return settings
}
