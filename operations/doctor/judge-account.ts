import type { Deployment } from '../deployment.ts'
import type { AuthorizerView } from '../teardown/ports.ts'
import { type Finding, notice, ok, problem } from './finding.ts'
import type { AuthorizerQuotas } from './ports.ts'

/**
 * What our stacks require of a bootstrapped Region. A constant, because the doctor looks before anything is synthesized;
 * a test compares it with what the synthesized stacks ask for.
 */
export const LEAST_BOOTSTRAP_VERSION = 6

export const judgeBootstrap = (
  version: number | undefined,
  { accountId, region }: Deployment,
): Finding => {
  const command = `npx cdk bootstrap aws://${accountId}/${region}`
  if (version === undefined) {
    return problem('bootstrap', `${region} of this account is not bootstrapped for CDK`, command)
  }
  return version < LEAST_BOOTSTRAP_VERSION
    ? problem(
        'bootstrap',
        `version ${version} is too old, ${LEAST_BOOTSTRAP_VERSION} is needed`,
        command,
      )
    : ok('bootstrap', `version ${version}`)
}

interface Count {
  readonly what: string
  readonly count: number
  /** Unknown where Service Quotas does not tell. */
  readonly maximum: number | undefined
  readonly quotaCode: string
}

const judgeQuota = ({ what, count, maximum, quotaCode }: Count, isDeployed: boolean): Finding => {
  if (maximum === undefined) {
    return notice('quota', `${count} ${what}; Service Quotas does not say how many fit`)
  }
  const message = `${count} of ${maximum} ${what}`
  if (isDeployed || count < maximum) return ok('quota', message)
  return problem(
    'quota',
    `${message}: there is no room for one more`,
    `aws service-quotas request-service-quota-increase --service-code iotcore --quota-code ${quotaCode} --desired-value <more>`,
  )
}

/** Whether there is room for one authorizer more, and for one that is active. */
export const judgeQuotas = (
  authorizers: readonly Pick<AuthorizerView, 'isActive'>[],
  { all, active }: AuthorizerQuotas,
  isDeployed: boolean,
): readonly Finding[] => [
  judgeQuota(
    {
      what: 'custom authorizers',
      count: authorizers.length,
      maximum: all,
      quotaCode: 'L-78E3C43F',
    },
    isDeployed,
  ),
  judgeQuota(
    {
      what: 'active custom authorizers',
      count: authorizers.filter(({ isActive }) => isActive).length,
      maximum: active,
      quotaCode: 'L-FC25158E',
    },
    isDeployed,
  ),
]
