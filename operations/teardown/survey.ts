import {
  type Deployment,
  STACK_ORDER,
  STAGE_TAG,
  type StackRole,
  stackName,
} from '../deployment.ts'
import { type History, readHistory } from './history.ts'
import { ownershipOfAuthorizer } from './ownership.ts'
import type { AuthorizerView, Functions, LivingStack, StackResource, TeardownAws } from './ports.ts'

export interface SurveyedStack extends LivingStack {
  readonly role: StackRole
  readonly resources: readonly StackResource[]
  readonly retained: ReadonlySet<string>
}

/** What of a deployment is there at this moment. */
export interface Survey {
  readonly deployment: Deployment
  readonly history: History
  /** Other stages that are there in this account and Region. */
  readonly otherStages: readonly string[]
  /** Living ones, in the order in which they go. */
  readonly stacks: readonly SurveyedStack[]
  readonly authorizers: readonly AuthorizerView[]
  /** They look like ours, and nothing proves it. */
  readonly doubtfulAuthorizers: readonly AuthorizerView[]
  /** Hands out tokens, if it is there. */
  readonly onboardingFunction?: string
  /** The table of SIMs, as long as a stack has it. */
  readonly simsTable?: string
  /** Who may have a live session. */
  readonly clientIds: readonly string[]
  /** Who may have one through another stage too, which nobody can tell apart: their sessions are left alone. */
  readonly sharedClientIds: readonly string[]
}

/** A name alone is no proof: anybody may call a stack so. */
const requireOurs = (stage: string, { name, tags }: LivingStack): void => {
  if (tags[STAGE_TAG] === stage) return
  throw new Error(
    `expected the stack ${name} to have the tag ${STAGE_TAG}=${stage}, got ${tags[STAGE_TAG] ?? 'none'}: simpass did not make it`,
  )
}

/** All other stages of the account and Region, each with its table of SIMs. */
const findOthers = async ({ stacks }: TeardownAws, { stage }: Deployment) =>
  (await stacks.living()).flatMap(({ name, tags, outputs: { SimsTableName } }) => {
    const other = tags[STAGE_TAG]
    const isOther = other !== undefined && other !== stage && name === stackName(other, 'identity')
    return isOther ? [{ stage: other, simsTable: SimsTableName }] : []
  })

const findClients = async (
  { sessions }: TeardownAws,
  simsTable: string | undefined,
  others: Awaited<ReturnType<typeof findOthers>>,
) => {
  if (simsTable === undefined) return { clientIds: [], sharedClientIds: [] }
  const own = await sessions.clientIds(simsTable)
  const elsewhere = new Set<string>()
  for (const { simsTable: table } of others) {
    if (table === undefined) continue
    for (const clientId of await sessions.clientIds(table)) elsewhere.add(clientId)
  }
  return {
    clientIds: own.filter((clientId) => !elsewhere.has(clientId)),
    sharedClientIds: own.filter((clientId) => elsewhere.has(clientId)),
  }
}

const findStacks = async (
  { stacks }: TeardownAws,
  { stage }: Deployment,
): Promise<SurveyedStack[]> => {
  const found = await Promise.all(
    STACK_ORDER.map(async (role) => {
      const stack = await stacks.find(stackName(stage, role))
      if (stack === undefined) return []
      requireOurs(stage, stack)
      const [resources, retained] = await Promise.all([
        stacks.resources(stack.id),
        stacks.retained(stack.id),
      ])
      return [{ ...stack, role, resources, retained }]
    }),
  )
  return found.flat()
}

/** The one function of the onboarding stack that is told how long a token lives. */
export const findOnboardingFunction = async (
  { functions }: { readonly functions: Pick<Functions, 'environment'> },
  resources: readonly StackResource[],
): Promise<string | undefined> => {
  for (const { type, physicalId } of resources) {
    if (type !== 'AWS::Lambda::Function' || physicalId === undefined) continue
    const environment = await functions.environment(physicalId)
    if (environment?.TOKEN_LIFETIME_SECONDS !== undefined) return physicalId
  }
  return undefined
}

/** Only reads. */
export const surveyDeployment = async (
  aws: TeardownAws,
  deployment: Deployment,
): Promise<Survey> => {
  const [stacks, history, authorizers] = await Promise.all([
    findStacks(aws, deployment),
    readHistory(aws.stacks, deployment),
    aws.authorizers.list(),
  ])
  const others = await findOthers(aws, deployment)
  const ownership = (view: AuthorizerView) => ownershipOfAuthorizer(deployment, history, view)
  const simsTable = stacks.find(({ role }) => role === 'identity')?.outputs.SimsTableName
  return {
    deployment,
    history,
    stacks,
    authorizers: authorizers.filter((view) => ownership(view) === 'ours'),
    doubtfulAuthorizers: authorizers.filter((view) => ownership(view) === 'unsure'),
    onboardingFunction: await findOnboardingFunction(
      aws,
      stacks.find(({ role }) => role === 'onboarding')?.resources ?? [],
    ),
    simsTable,
    otherStages: others.map(({ stage }) => stage),
    ...(await findClients(aws, simsTable, others)),
  }
}
