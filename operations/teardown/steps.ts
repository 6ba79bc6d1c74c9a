import { type StackRole, stackName } from '../deployment.ts'
import { deleteStack, type StackDeletion } from './delete-stack.ts'
import { disconnectSessions } from './disconnect-sessions.ts'
import { ownershipOfAuthorizer } from './ownership.ts'
import type { LivingStack, TeardownAws } from './ports.ts'
import type { Survey } from './survey.ts'

export interface StepContext {
  readonly aws: TeardownAws
  readonly survey: Survey
  readonly sleep: StackDeletion['sleep']
  readonly say: StackDeletion['say']
}

/** One step. It finds out for itself what is left to do, so that it can be run any number of times. */
export interface Step {
  readonly title: string
  /** @returns what it did, for the operator */
  readonly run: (context: StepContext) => Promise<string>
}

const stopIssuing: Step = {
  title: 'stop issuing tokens',
  run: async ({ aws: { functions }, survey: { onboardingFunction: name } }) => {
    const environment = name === undefined ? undefined : await functions.environment(name)
    if (name === undefined || environment === undefined) return 'there is no onboarding function'
    if (environment.ISSUING === 'stopped') return 'stopped already'
    await functions.changeEnvironment(name, (variables) => ({ ...variables, ISSUING: 'stopped' }))
    return 'devices that ask for a token get 503 now'
  },
}

const stopAdmitting: Step = {
  title: 'deactivate the authorizer',
  run: async ({ aws: { authorizers }, survey, say }) => {
    for (const { name, isActive, isDefault } of survey.authorizers) {
      if (isActive || isDefault) await authorizers.deactivate(name)
      if (isDefault) {
        say(
          `${name} was the default authorizer; after --resume: aws iot set-default-authorizer --authorizer-name ${name} --region ${survey.deployment.region}`,
        )
      }
    }
    const names = survey.authorizers.map(({ name }) => name).join(', ')
    return names === '' ? 'there is no authorizer' : `${names} admits nobody now`
  },
}

const disconnect: Step = {
  title: 'disconnect live sessions',
  run: async ({ aws: { sessions }, survey: { clientIds } }) => {
    const disconnected = await disconnectSessions(sessions, clientIds)
    return `${disconnected} of ${clientIds.length} SIMs had a session`
  },
}

/** Only what the operator was shown goes: somebody may be deploying right now. */
const requireSurveyed = ({ stacks }: Survey, { id, name, isProtected }: LivingStack): void => {
  if (isProtected) {
    throw new Error(`expected ${name} without termination protection, got it protected meanwhile`)
  }
  if (stacks.some((surveyed) => surveyed.id === id)) return
  throw new Error(
    `expected ${name} as it was shown, got one that was deployed meanwhile; run the same command again to see it`,
  )
}

const deletion = (role: StackRole): Step => ({
  title: `delete the ${role} stack`,
  run: async ({ aws: { stacks }, survey, sleep, say }) => {
    const name = stackName(survey.deployment.stage, role)
    const stack = await stacks.find(name)
    if (stack === undefined) return `there is no ${name}`
    requireSurveyed(survey, stack)
    await deleteStack({ stacks, sleep, say }, stack.id)
    return `${name} is gone`
  },
})

const removeAuthorizers: Step = {
  title: 'remove an authorizer that was left over',
  run: async ({ aws: { authorizers }, survey }) => {
    const { deployment, history } = survey
    const shown = new Set(survey.authorizers.map(({ name }) => name))
    // By then somebody else may have one of that name.
    const left = (await authorizers.list()).filter(
      (view) => shown.has(view.name) && ownershipOfAuthorizer(deployment, history, view) === 'ours',
    )
    for (const { name } of left) await authorizers.remove(name)
    return left.length === 0 ? 'there is none' : `${[...shown].join(', ')} is gone`
  },
}

/** In the only order in which no device is locked out before it could know, and nothing is left over. */
export const TEARDOWN_STEPS: readonly Step[] = [
  stopIssuing,
  stopAdmitting,
  disconnect,
  deletion('onboarding'),
  deletion('authorizer'),
  deletion('identity'),
  removeAuthorizers,
]
