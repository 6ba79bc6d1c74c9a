import { CommandError, type CommandErrorCode } from './command-error.ts'

const LONGEST_QUOTE = 300

/** What AWS's clients and services call it, by their names of errors. */
const CODES: ReadonlyMap<string, CommandErrorCode> = new Map([
  ['CredentialsProviderError', 'CREDENTIALS_MISSING'],
  ['TokenProviderError', 'CREDENTIALS_MISSING'],
  ['ExpiredToken', 'CREDENTIALS_REFUSED'],
  ['ExpiredTokenException', 'CREDENTIALS_REFUSED'],
  ['RequestExpired', 'CREDENTIALS_REFUSED'],
  ['InvalidClientTokenId', 'CREDENTIALS_REFUSED'],
  ['UnrecognizedClientException', 'CREDENTIALS_REFUSED'],
  ['InvalidSignatureException', 'CREDENTIALS_REFUSED'],
  ['SignatureDoesNotMatch', 'CREDENTIALS_REFUSED'],
  ['IncompleteSignature', 'CREDENTIALS_REFUSED'],
  ['AccessDenied', 'ACCESS_DENIED'],
  ['AccessDeniedException', 'ACCESS_DENIED'],
  ['ForbiddenException', 'ACCESS_DENIED'],
  ['UnauthorizedOperation', 'ACCESS_DENIED'],
])
const NETWORK = /^(?:E(?:CONN|HOST|NET|PIPE|TIMEDOUT|AI_AGAIN)|ENOTFOUND)/

const MESSAGES = {
  REGION_UNKNOWN: (came: string) =>
    `expected a Region, got ${came}: give --region, or set AWS_REGION or a Region in your AWS profile`,
  CREDENTIALS_MISSING: (came: string) =>
    `expected AWS credentials, got none (${came}): set AWS_PROFILE, or run aws configure or aws sso login`,
  CREDENTIALS_REFUSED: (came: string) =>
    `expected credentials that AWS takes, got ${came}: sign in again, as with aws sso login, and check the clock`,
  ACCESS_DENIED: (came: string) =>
    `expected permission for what the command does, got ${came}: docs/inventory.md lists what it needs`,
  AWS_UNREACHABLE: (came: string) =>
    `expected an answer from AWS, got ${came}: check the Region and the network`,
}

type Explained = keyof typeof MESSAGES

const isExplained = (code: CommandErrorCode | undefined): code is Explained =>
  code !== undefined && code in MESSAGES

const codeOf = (error: Error & { readonly code?: unknown }): CommandErrorCode | undefined => {
  if (/^Region (?:is missing|not accepted)/.test(error.message)) return 'REGION_UNKNOWN'
  if (typeof error.code === 'string' && NETWORK.test(error.code)) return 'AWS_UNREACHABLE'
  return CODES.get(error.name)
}

/** What an operator meets before anything works: said so that the next step is clear. */
export const explainAwsError = (error: Error): CommandError | undefined => {
  const code = codeOf(error)
  if (!isExplained(code)) return undefined
  const { name, message } = error
  const isMissing = message === 'Region is missing'
  const said = [name, message.slice(0, LONGEST_QUOTE)].filter(
    (part) => part !== '' && part !== 'Error',
  )
  return new CommandError(code, MESSAGES[code](isMissing ? 'none' : said.join(': ')), {
    cause: error,
  })
}
