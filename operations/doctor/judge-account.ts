import type { Deployment } from '../deployment.ts'
import { type Finding, notice, ok, problem } from './finding.ts'

/** What the CDK's deployments need of a bootstrapped Region: assets and roles of the new style. */
const LEAST_BOOTSTRAP_VERSION = 6

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

/** @param maximum unknown where Service Quotas does not tell */
export const judgeQuota = (
  count: number,
  maximum: number | undefined,
  isDeployed: boolean,
): Finding => {
  if (maximum === undefined) {
    return notice('quota', `${count} custom authorizers; Service Quotas does not say how many fit`)
  }
  const message = `${count} of ${maximum} custom authorizers`
  if (isDeployed || count < maximum) return ok('quota', message)
  return problem(
    'quota',
    `${message}: there is no room for one more`,
    'aws service-quotas request-service-quota-increase --service-code iotcore --quota-code L-78E3C43F --desired-value <more>',
  )
}
