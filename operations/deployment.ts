const STAGE = /^[a-z][a-z0-9-]{0,15}$/

/** The stacks of one stage in the order in which they go: stop issuing, stop admitting, then forget. */
export const STACK_ORDER = ['onboarding', 'authorizer', 'identity'] as const
export type StackRole = (typeof STACK_ORDER)[number]

/** Which deployment an operator means: one stage in one Region of one account. */
export interface Deployment {
  readonly stage: string
  readonly region: string
  readonly accountId: string
}

/** @throws Error that says what a stage is called like */
export const parseStage = (value: string): string => {
  if (STAGE.test(value)) return value
  throw new Error(
    `expected a stage of 1 to 16 lower-case letters, digits and hyphens that begins with a letter, got ${JSON.stringify(value.slice(0, 64))}`,
  )
}

/** What simpass tags all that it deploys with; the value is the stage. */
export const STAGE_TAG = 'simpass:stage'

export const stackName = (stage: string, role: StackRole): string => `simpass-${stage}-${role}`

/** @returns undefined for a stack that is not of this stage */
export const stackRole = (stage: string, name: string): StackRole | undefined =>
  STACK_ORDER.find((role) => stackName(stage, role) === name)

/**
 * Whether a name is one that CloudFormation, or this app, gives to what the stacks of a stage make.
 *
 * A logical id begins with a capital letter and a stage has none, so `simpass-prod-identity-…` of the stage
 * `prod` is never mistaken for `simpass-prod-identity-authorizer-…` of the stage `prod-identity`.
 */
export const isNamedByStage = (stage: string, name: string): boolean =>
  name === `${stackName(stage, 'onboarding')}-device-api` ||
  new RegExp(`(?:^|/)simpass-${stage}-(?:${STACK_ORDER.join('|')})[-/][A-Z]`).test(name)
