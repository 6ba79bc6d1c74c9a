import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
  type ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas'
import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm'
import { unlessMissing } from './unless-missing.ts'

/** Written by `cdk bootstrap` with the default qualifier. */
const BOOTSTRAP_VERSION = '/cdk-bootstrap/hnb659fds/version'
/** "Custom authentication: maximum number of authorizers per account". */
const AUTHORIZERS_PER_ACCOUNT = { ServiceCode: 'iotcore', QuotaCode: 'L-78E3C43F' }

/** @returns undefined in a Region that is not bootstrapped */
export const bootstrapVersion = async (client: SSMClient): Promise<number | undefined> => {
  const answer = await unlessMissing(
    client.send(new GetParameterCommand({ Name: BOOTSTRAP_VERSION })),
  )
  return answer?.Parameter?.Value === undefined ? undefined : Number(answer.Parameter.Value)
}

/** @returns undefined where Service Quotas does not tell, for whatever reason: then counting is all that is left */
export const authorizerQuota = async (client: ServiceQuotasClient): Promise<number | undefined> => {
  for (const command of [
    new GetServiceQuotaCommand(AUTHORIZERS_PER_ACCOUNT),
    new GetAWSDefaultServiceQuotaCommand(AUTHORIZERS_PER_ACCOUNT),
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
