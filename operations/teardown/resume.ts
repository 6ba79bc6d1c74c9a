import { STACK_ORDER, stackName } from '../deployment.ts'
import type { TeardownAws } from './ports.ts'
import type { Survey } from './survey.ts'

const isSettled = (status: string): boolean =>
  /^(?:CREATE|UPDATE|IMPORT|UPDATE_ROLLBACK|IMPORT_ROLLBACK)_COMPLETE$/.test(status)

/**
 * Takes back what a teardown does before it deletes anything: a deployment would not notice by itself.
 *
 * @throws Error if a stack is gone already, or going
 */
export const resume = async (
  { functions, authorizers }: TeardownAws,
  { deployment, stacks, authorizers: ours, onboardingFunction: name, otherStages }: Survey,
  say: (line: string) => void,
): Promise<void> => {
  if (stacks.length === 0) {
    throw new Error(
      `expected the stacks of ${deployment.stage}, got none in ${deployment.region}; stages that are there: ${otherStages.join(', ') || 'none'}`,
    )
  }
  const missing = STACK_ORDER.filter((role) => stacks.every((stack) => stack.role !== role))
  if (missing.length > 0) {
    const names = missing.map((role) => stackName(deployment.stage, role)).join(', ')
    throw new Error(`expected all three stacks, got none named ${names}; finish the teardown`)
  }
  const moving = stacks.filter(({ status }) => !isSettled(status))
  if (moving.length > 0) {
    const states = moving.map((stack) => `${stack.name} (${stack.status})`).join(', ')
    throw new Error(`expected three stacks that are well, got ${states}; finish the teardown`)
  }
  const registered = stacks.find(({ role }) => role === 'authorizer')?.outputs.AuthorizerName
  const authorizer = ours.find((view) => view.name === registered)
  const environment = name === undefined ? undefined : await functions.environment(name)
  if (authorizer === undefined || name === undefined || environment === undefined) {
    throw new Error(
      `expected the authorizer and the onboarding function, got ${authorizer === undefined ? 'no authorizer' : 'no function'}; npm run doctor says what to do`,
    )
  }
  if (!authorizer.isActive) await authorizers.activate(authorizer.name)
  say(`${authorizer.name} admits devices`)
  if (environment.ISSUING !== undefined) {
    await functions.changeEnvironment(name, ({ ISSUING: _, ...rest }) => rest)
  }
  say('devices get tokens')
}
