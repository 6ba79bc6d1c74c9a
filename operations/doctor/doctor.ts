import { type Deployment, STACK_ORDER, STAGE_TAG, stackName } from '../deployment.ts'
import { describeError, nextAfterFirstCall } from '../describe-error.ts'
import { findOnboardingFunction } from '../teardown/survey.ts'
import { attempt } from './attempt.ts'
import { examineMails } from './examine-mails.ts'
import { examineSync } from './examine-sync.ts'
import { type Finding, ok, problem } from './finding.ts'
import { inRegion } from './in-region.ts'
import { judgeBootstrap, judgeQuotas } from './judge-account.ts'
import { judgeAuthorizer, judgeDefault, judgeIssuing } from './judge-authorizer.ts'
import { type FoundStacks, judgeStacks } from './judge-stacks.ts'
import type { DoctorAws } from './ports.ts'
import { createSyntheticSim, walkDevicePath } from './walk-device-path.ts'

export interface DoctorOptions {
  readonly aws: DoctorAws
  readonly stage: string
  /** Where to ask the device API, if not at the URL that the stack says. */
  readonly onboardingUrl?: string
  /** Host and port to publish to, if not the ones that devices are told. */
  readonly deviceEndpoint?: string
  /** In milliseconds since 1970. */
  readonly now: () => number
}

const findStacks = async (aws: DoctorAws, stage: string): Promise<FoundStacks> => {
  const entries = await Promise.all(
    STACK_ORDER.map(async (role) => [role, await aws.stacks.find(stackName(stage, role))] as const),
  )
  return Object.fromEntries(entries.filter(([, stack]) => stack !== undefined))
}

/** A name alone is no proof: what is written into the tables of a stack has to be ours. */
const judgeStrangers = (stage: string, found: FoundStacks): readonly Finding[] =>
  Object.values(found)
    .filter(({ tags }) => tags[STAGE_TAG] !== stage)
    .map(({ name }) =>
      problem(
        name,
        `a stack of this name is there that simpass did not make: it has no tag ${STAGE_TAG}=${stage}`,
        'npx cdk deploy --all -c stage=<another stage>',
      ),
    )

const checkDeployment = async (
  { aws, ...options }: DoctorOptions,
  deployment: Deployment,
): Promise<readonly Finding[]> => {
  const { stage } = deployment
  const found = await findStacks(aws, stage)
  const strangers = judgeStrangers(stage, found)
  if (strangers.length > 0) return strangers
  const isDeployed = found.authorizer !== undefined
  // A stack that failed has none, and says so itself.
  const registered = found.authorizer?.outputs.AuthorizerName
  const name = registered ?? `simpass-${stage}`
  const authorizers = await aws.authorizers.list()
  const { identity, onboarding } = found
  const findings = [
    ...(await attempt('quota', async () =>
      judgeQuotas(authorizers, await aws.authorizerQuotas(), isDeployed),
    )),
    ...judgeStacks(stage, found),
    ...(isDeployed && registered === undefined
      ? []
      : [
          judgeAuthorizer({
            deployment,
            name,
            isDeployed,
            found: authorizers.find((view) => view.name === name),
          }),
        ]),
    ...judgeDefault(authorizers),
    ...(identity === undefined
      ? []
      : [
          ...(await attempt('inventory sync', () =>
            examineSync(aws, { stage, identity, now: options.now() }),
          )),
          ...(await attempt('mails', () => examineMails(aws, identity))),
        ]),
  ]
  if (identity === undefined || onboarding === undefined || !isDeployed) return findings
  const resources = await aws.stacks.resources(onboarding.id)
  const functionName = await findOnboardingFunction(aws, resources)
  const environment =
    functionName === undefined ? undefined : await aws.functions.environment(functionName)
  const issuing = judgeIssuing(stage, environment)
  if (functionName === undefined || issuing.result === 'problem') return [...findings, issuing]
  const path = await attempt('device path', () =>
    walkDevicePath(aws, {
      sim: createSyntheticSim(),
      tables: {
        sims: identity.outputs.SimsTableName ?? '',
        simAddresses: identity.outputs.SimAddressesTableName ?? '',
      },
      onboardingFunction: functionName,
      onboardingVariables: environment ?? {},
      authorizerName: name,
      onboardingUrl: options.onboardingUrl ?? onboarding.outputs.OnboardingUrl ?? '',
      deviceEndpoint: options.deviceEndpoint,
    }),
  )
  return [...findings, issuing, ...path]
}

/** Looks for what is wrong, from the account to a device's message. */
export const examine = async (options: DoctorOptions): Promise<readonly Finding[]> => {
  const { aws, stage } = options
  let deployment: Deployment
  const findings: Finding[] = []
  try {
    const region = await aws.region()
    findings.push(ok('Region', region))
    const { accountId, arn } = await aws.identity()
    findings.push(ok('credentials', `${arn} in account ${accountId}`))
    deployment = { stage, region, accountId }
  } catch (error) {
    const check = findings.length === 0 ? 'Region' : 'credentials'
    return [...findings, problem(check, describeError(error), nextAfterFirstCall(error))]
  }
  findings.push(
    ...(await attempt('bootstrap', async () =>
      judgeBootstrap(await aws.bootstrapVersion(), deployment),
    )),
    ...(await attempt('deployment', () => checkDeployment(options, deployment))),
  )
  return findings.map(inRegion(deployment.region))
}
