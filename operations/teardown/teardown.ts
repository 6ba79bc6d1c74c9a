import { type Deployment, STACK_ORDER, stackName } from '../deployment.ts'
import { settle } from './delete-stack.ts'
import { describeLeftovers } from './describe-leftovers.ts'
import { describeSurvey, isEmpty } from './describe-survey.ts'
import { readHistory } from './history.ts'
import { describeResource, findLeftovers, type Leftovers } from './leftovers.ts'
import type { TeardownAws } from './ports.ts'
import { TEARDOWN_STEPS } from './steps.ts'
import { type Survey, surveyDeployment } from './survey.ts'

export interface TeardownOptions {
  readonly aws: TeardownAws
  readonly deployment: Deployment
  /** Only shows what would be done. */
  readonly isDryRun: boolean
  /** Deletes what is left over without a question of its own. */
  readonly deletesLeftovers: boolean
  /** Whether there is an operator to ask about leftovers. */
  readonly isInteractive: boolean
  /** Asks the operator to type a word. */
  readonly confirm: (question: string, word: string) => Promise<boolean>
  readonly say: (line: string) => void
  /** Waits for so many milliseconds. */
  readonly sleep: (milliseconds: number) => Promise<unknown>
}

/** `incomplete`: something of ours, or that looks like it, is still there. */
export type TeardownResult = 'clean' | 'incomplete' | 'declined'

const refuseProtected = ({ stacks, deployment }: Survey): void => {
  const protectedOnes = stacks.filter(({ isProtected }) => isProtected).map(({ name }) => name)
  if (protectedOnes.length === 0) return
  const commands = protectedOnes.map(
    (name) =>
      `aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name ${name} --region ${deployment.region}`,
  )
  throw new Error(
    `expected stacks without termination protection, got ${protectedOnes.join(', ')}; take it off with\n  ${commands.join('\n  ')}`,
  )
}

const runSteps = async (
  { aws, say, sleep }: TeardownOptions,
  survey: Survey,
  total: number,
): Promise<void> => {
  for (const [index, { title, run }] of TEARDOWN_STEPS.entries()) {
    say(`${index + 1}/${total} ${title}`)
    say(`    ${await run({ aws, survey, sleep, say: (line) => say(`    ${line}`) })}`)
  }
}

/** Whoever deploys the stage again meanwhile must not find it gone. */
const refuseLiving = async ({ aws, deployment }: TeardownOptions): Promise<void> => {
  for (const role of STACK_ORDER) {
    const stack = await aws.stacks.find(stackName(deployment.stage, role))
    if (stack === undefined) continue
    throw new Error(
      `expected no stack of the stage any more, got ${stack.name} (${stack.status}): somebody deploys it; no leftover was deleted since`,
    )
  }
}

const deleteLeftovers = async (options: TeardownOptions, leftovers: Leftovers): Promise<void> => {
  for (const resource of leftovers.deletable) {
    await refuseLiving(options)
    options.say(`    deleting ${describeResource(resource)}`)
    if (resource.isApiLogging) await options.aws.apiLogging.clear()
    await options.aws.stores.find(({ kind }) => kind === resource.kind)?.remove(resource)
  }
}

/** Looks again, because a stack that was let go of leaves what the first look could not know. */
const lookForLeftovers = async (options: TeardownOptions): Promise<Leftovers> => {
  const { aws, deployment, deletesLeftovers } = options
  const history = await readHistory(aws.stacks, deployment)
  return findLeftovers(aws, deployment, { history, deletesLeftovers })
}

/** A right that is missing for the last step has to show before the first. */
const provePermissions = async (
  { aws, deployment }: TeardownOptions,
  { history }: Survey,
): Promise<void> => {
  await findLeftovers(aws, deployment, { history, deletesLeftovers: false })
}

const settleLeftovers = async (options: TeardownOptions): Promise<TeardownResult> => {
  const { deployment, say } = options
  const leftovers = await lookForLeftovers(options)
  const { deletable, listed } = leftovers
  for (const line of describeLeftovers(deployment.region, leftovers)) say(`    ${line}`)
  if (deletable.length > 0) {
    const isWanted =
      options.deletesLeftovers ||
      (options.isInteractive &&
        (await options.confirm(`Delete these ${deletable.length} leftovers?`, 'delete')))
    if (!isWanted) return 'incomplete'
    await deleteLeftovers(options, leftovers)
  }
  return listed.length === 0 ? 'clean' : 'incomplete'
}

const showPlan = async (options: TeardownOptions, survey: Survey, total: number): Promise<void> => {
  const { say, deployment } = options
  if (!isEmpty(survey)) {
    for (const [index, { title }] of TEARDOWN_STEPS.entries()) {
      say(`would ${title} (${index + 1}/${total})`)
    }
    say(`would look for leftovers (${total}/${total})`)
    return
  }
  for (const line of describeLeftovers(deployment.region, await lookForLeftovers(options)))
    say(line)
}

/** A deployment that is under way would undo what the first steps do. */
const awaitStacks = async (options: TeardownOptions, survey: Survey): Promise<Survey> => {
  const { aws, deployment, sleep, say } = options
  const moving = survey.stacks.filter(({ status }) => status.endsWith('_IN_PROGRESS'))
  if (moving.length === 0) return survey
  for (const { id } of moving) await settle({ stacks: aws.stacks, sleep, say }, id)
  return surveyDeployment(aws, deployment)
}

/** Removes one deployment. Its only memory is AWS: interrupted anywhere and run again, it goes on. */
export const tearDown = async (options: TeardownOptions): Promise<TeardownResult> => {
  const { aws, deployment, say, confirm } = options
  const survey = await surveyDeployment(aws, deployment)
  for (const line of describeSurvey(survey)) say(line)
  refuseProtected(survey)
  const total = TEARDOWN_STEPS.length + 1
  if (options.isDryRun) {
    await showPlan(options, survey, total)
    return 'clean'
  }
  if (!isEmpty(survey)) {
    await provePermissions(options, survey)
    if (!(await confirm('This cannot be undone.', deployment.stage))) return 'declined'
    await runSteps(options, await awaitStacks(options, survey), total)
  }
  say(`${total}/${total} look for leftovers`)
  return settleLeftovers(options)
}
