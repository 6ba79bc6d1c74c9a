import type { LivingStack, StackResource, Stacks } from './ports.ts'
import { mayLetGo } from './resource-kinds.ts'

/** How long to wait before CloudFormation is asked again: soon at first, then less often. */
const SHORTEST_POLL_MILLISECONDS = 500
const LONGEST_POLL_MILLISECONDS = 5000
/** So long CloudFormation may go on telling how a stack was before its deletion. */
const STALE_MILLISECONDS = 15_000
/** CloudFormation waits five minutes for each custom resource; nothing else of ours takes long. */
const LONGEST_DELETION_MILLISECONDS = 3_600_000

export interface StackDeletion {
  readonly stacks: Stacks
  /** Waits for so many milliseconds. */
  readonly sleep: (milliseconds: number) => Promise<unknown>
  /** One line of what goes on. */
  readonly say: (line: string) => void
}

/** In review it waits for somebody to execute a change set, and moves by nothing else. */
const isInProgress = ({ status }: LivingStack): boolean =>
  status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS'

const remaining = async (stacks: Stacks, id: string): Promise<string> => {
  const resources = await stacks.resources(id)
  const left = resources.filter(({ status }) => status !== 'DELETE_COMPLETE').length
  return `${left} of ${resources.length} resources left`
}

/** A deletion that CloudFormation refuses leads back to the state before it, with a reason that was not there. */
const isStale = (stack: LivingStack, before: LivingStack | undefined): boolean =>
  stack.status === before?.status && stack.statusReason === before.statusReason

/**
 * @param before how the stack was just before its deletion
 * @returns the stack once CloudFormation does nothing with it, or undefined once it is gone
 */
export const settle = async (
  { stacks, sleep, say }: StackDeletion,
  id: string,
  before?: LivingStack,
): Promise<LivingStack | undefined> => {
  let told = ''
  let hasBegun = false
  let pause = SHORTEST_POLL_MILLISECONDS
  for (let waited = 0; waited < LONGEST_DELETION_MILLISECONDS; waited += pause) {
    const stack = await stacks.find(id)
    // By its id CloudFormation goes on telling of a stack that it has deleted.
    if (stack === undefined || stack.status === 'DELETE_COMPLETE') return undefined
    if (isInProgress(stack)) {
      hasBegun = true
      const line = `${stack.name}: ${stack.status}, ${await remaining(stacks, id)}`
      if (line !== told) say(line)
      told = line
    } else if (hasBegun || waited >= STALE_MILLISECONDS || !isStale(stack, before)) return stack
    await sleep(pause)
    pause = Math.min(pause * 1.5, LONGEST_POLL_MILLISECONDS)
  }
  throw new Error(`expected ${id} to settle within an hour, got none; run the same command again`)
}

/** What its last deletion stumbled over. */
const failedResources = async (stacks: Stacks, id: string) =>
  (await stacks.resources(id)).filter(({ status }) => status === 'DELETE_FAILED')

/** Of these CloudFormation has to stay in charge: nothing else here could delete them afterwards. */
const refuseToLetGo = (name: string, failed: readonly StackResource[]): void => {
  const held = failed.filter(({ type }) => !mayLetGo(type))
  if (held.length === 0) return
  const lines = held.map(
    ({ logicalId, physicalId = 'unknown', type, statusReason = 'no reason given' }) =>
      `  ${type} ${physicalId} (${logicalId}): ${statusReason}`,
  )
  throw new Error(
    `expected ${name} to be deleted, got resources that something of yours still uses; detach it, such as a VPN from a VPC, then run the same command again\n${lines.join('\n')}`,
  )
}

/** Lets go of what CloudFormation cannot delete: the search for leftovers finds it. */
const removeWithout = async (deletion: StackDeletion, stack: LivingStack): Promise<void> => {
  const { stacks, say } = deletion
  const failed = await failedResources(stacks, stack.id)
  if (failed.length === 0) throw couldNotDelete(stack)
  refuseToLetGo(stack.name, failed)
  for (const { logicalId, type, statusReason } of failed) {
    say(`${stack.name}: going on without ${logicalId} (${type}): ${statusReason ?? 'no reason'}`)
  }
  await stacks.remove(
    stack.id,
    failed.map(({ logicalId }) => logicalId),
  )
}

const couldNotDelete = ({ name, status, statusReason }: LivingStack): Error =>
  new Error(
    `expected ${name} to be deleted, got ${status}: ${statusReason ?? 'no reason given'}; see its events with aws cloudformation describe-stack-events --stack-name ${name}`,
  )

/**
 * Deletes a stack in whatever state it is, and waits for the end. What CloudFormation cannot delete at the second try
 * it lets go of.
 */
export const deleteStack = async (deletion: StackDeletion, name: string): Promise<void> => {
  const { stacks } = deletion
  const found = await stacks.find(name)
  if (found === undefined) return
  const settled = await settle(deletion, found.id)
  if (settled === undefined) return
  await stacks.remove(settled.id)
  const afterFirst = await settle(deletion, settled.id, settled)
  if (afterFirst === undefined) return
  if (afterFirst.status !== 'DELETE_FAILED') throw couldNotDelete(afterFirst)
  await removeWithout(deletion, afterFirst)
  const afterSecond = await settle(deletion, settled.id, afterFirst)
  if (afterSecond !== undefined) throw couldNotDelete(afterSecond)
}
