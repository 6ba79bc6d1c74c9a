import { readEnvironment } from '../environment.ts'

export interface CustomResourceSettings {
  /** The stack that the function belongs to, and the only one that it serves. */
  readonly stackId: string
  /** For development only: also answers at http URLs of loopback addresses. */
  readonly answersLoopback: boolean
}

/** A word that is not understood must not widen where answers go. */
const answersLoopback = (urls: string | undefined): boolean => {
  if (urls === undefined || urls === 'loopback') return urls === 'loopback'
  throw new Error(`expected RESPONSE_URLS to be loopback or absent, got ${urls}`)
}

/** @throws Error that names what is missing or wrong */
export const customResourceSettings = (
  environment: Readonly<Record<string, string | undefined>>,
): CustomResourceSettings => ({
  stackId: readEnvironment(['STACK_ID'], environment).STACK_ID,
  answersLoopback: answersLoopback(environment.RESPONSE_URLS),
})
