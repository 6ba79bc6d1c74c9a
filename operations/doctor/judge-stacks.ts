import { STACK_ORDER, type StackRole, stackName } from '../deployment.ts'
import type { LivingStack } from '../teardown/ports.ts'
import { type Finding, notice, ok, problem } from './finding.ts'

export type FoundStacks = Readonly<Partial<Record<StackRole, LivingStack>>>

/** A setting that is not given again is the default one again. */
const deployCommand = (stage: string): string =>
  `npx cdk deploy --all -c stage=${stage} <and your other settings>`

/** What each state of CloudFormation means to somebody who wants to deploy. */
const judgeStatus = (stage: string, { name, status, statusReason }: LivingStack): Finding => {
  if (status === 'REVIEW_IN_PROGRESS') {
    return problem(name, 'nobody has executed its first change set', deployCommand(stage))
  }
  const why = statusReason === undefined ? '' : `: ${statusReason}`
  if (status.endsWith('_IN_PROGRESS')) {
    return notice(name, `${status}, so it is being changed right now`)
  }
  if (/^(?:CREATE|UPDATE|IMPORT)_COMPLETE$/.test(status)) return ok(name, status)
  if (status === 'UPDATE_ROLLBACK_COMPLETE') {
    return notice(name, `its last update failed and was undone${why}`, deployCommand(stage))
  }
  if (status === 'UPDATE_ROLLBACK_FAILED') {
    return problem(
      name,
      `its last update failed and could not be undone${why}`,
      // The CDK CLI's own command for it needs a much newer bootstrap stack than deployments do.
      `aws cloudformation continue-update-rollback --stack-name ${name}`,
    )
  }
  if (status === 'ROLLBACK_COMPLETE') {
    return problem(name, `its creation failed and was undone${why}`, deployCommand(stage))
  }
  return problem(
    name,
    `${status}${why}: it can only be removed and deployed anew`,
    `npm run teardown -- --stage ${stage}`,
  )
}

/** Whether all three stacks are there and well. */
export const judgeStacks = (stage: string, found: FoundStacks): readonly Finding[] => {
  const missing = STACK_ORDER.filter((role) => found[role] === undefined)
  if (missing.length === STACK_ORDER.length) {
    return [notice('stacks', `stage ${stage} is not deployed here`, deployCommand(stage))]
  }
  return STACK_ORDER.toReversed().map((role) => {
    const stack = found[role]
    return stack === undefined
      ? problem(stackName(stage, role), 'it is not there', deployCommand(stage))
      : judgeStatus(stage, stack)
  })
}
