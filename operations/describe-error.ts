import { printable } from '../domain/printable.ts'

const CREDENTIALS =
  /Credentials|ExpiredToken|InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|Token.*(?:expired|invalid)/i

/** What went wrong, line by line, safe for a terminal. */
export const describeError = (error: unknown): string => {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : 'no reason'
  return text.split('\n').map(printable).join('\n')
}

/** The command to run next when the first call to AWS fails. */
export const nextAfterFirstCall = (error: unknown): string => {
  const text = error instanceof Error ? `${error.name} ${error.message}` : ''
  if (/Region is missing/.test(text)) return 'export AWS_REGION=<region>'
  return CREDENTIALS.test(text) ? 'aws configure, or aws sso login' : 'aws sts get-caller-identity'
}
