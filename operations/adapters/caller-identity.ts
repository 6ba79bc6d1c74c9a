import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts'

export interface CallerIdentity {
  readonly accountId: string
  readonly arn: string
}

/** Who these credentials belong to. */
export const callerIdentity = async (client: STSClient): Promise<CallerIdentity> => {
  const { Account: accountId, Arn: arn = '' } = await client.send(new GetCallerIdentityCommand({}))
  if (accountId === undefined) throw new Error('expected an account id from STS, got none')
  return { accountId, arn }
}
