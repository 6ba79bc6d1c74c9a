import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
  type ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas'
import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm'
import type { AuthorizerQuotas } from '../doctor/ports.ts'
import { unlessMissing } from './unless-missing.ts'

/** Written by `cdk bootstrap` with the default qualifier. */
const BOOTSTRAP_VERSION = '/cdk-bootstrap/hnb659fds/version'
/** "Custom authentication: maximum number of authorizers per account", and of active ones. */
const AUTHORIZERS = 'L-78E3C43F'
const ACTIVE_AUTHORIZERS = 'L-FC25158E'

/** @returns undefined in a Region that is not bootstrapped */
export const bootstrapVersion = async (client: SSMClient): Promise<number | undefined> => {
  const answer = await unlessMissing(
    client.send(new GetParameterCommand({ Name: BOOTSTRAP_VERSION })),
  )
  return answer?.Parameter?.Value === undefined ? undefined : Number(answer.Parameter.Value)
}

/** @returns undefined where Service Quotas does not tell, for whatever reason: then counting is all that is left */
const quotaOf = async (
  client: ServiceQuotasClient,
  QuotaCode: string,
): Promise<number | undefined> => {
  const quota = { ServiceCode: 'iotcore', QuotaCode }
  for (const command of [
    new GetServiceQuotaCommand(quota),
    new GetAWSDefaultServiceQuotaCommand(quota),
  ]) {
    try {
      const { Quota } = await client.send(command)
      if (Quota?.Value !== undefined) return Quota.Value
    } catch {
      // Not in every Region and not for every role; the caller says that it is not known.
    }
  }
  return undefined
}

/** How many custom authorizers this account may have in this Region. */
export const authorizerQuotas = async (client: ServiceQuotasClient): Promise<AuthorizerQuotas> => ({
  all: await quotaOf(client, AUTHORIZERS),
  active: await quotaOf(client, ACTIVE_AUTHORIZERS),
})
