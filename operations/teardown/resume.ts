import { STACK_ORDER, stackName } from '../deployment.ts'
import type { TeardownAws } from './ports.ts'
import type { Survey } from './survey.ts'

/**
 * Takes back what a teardown does before it deletes anything: a deployment would not notice by itself.
 *
 * @throws Error if a stack is gone already
 */
export const resume = async (
  { functions, authorizers }: TeardownAws,
  { deployment, stacks, authorizers: ours, onboardingFunction: name }: Survey,
  say: (line: string) => void,
): Promise<void> => {
  const missing = STACK_ORDER.filter((role) => stacks.every((stack) => stack.role !== role))
  if (missing.length > 0) {
    const names = missing.map((role) => stackName(deployment.stage, role)).join(', ')
    throw new Error(`expected all three stacks, got none named ${names}; finish the teardown`)
  }
  for (const { name: authorizer, isActive } of ours) {
    if (!isActive) await authorizers.activate(authorizer)
    say(`${authorizer} admits devices`)
  }
  const environment = name === undefined ? undefined : await functions.environment(name)
  if (name === undefined || environment === undefined) {
    throw new Error('expected the onboarding function, got none')
  }
  const { ISSUING, ...rest } = environment
  if (ISSUING !== undefined) await functions.setEnvironment(name, rest)
  say('devices get tokens')
}
