/** The account and Region that the local services pretend to be. */
export interface AwsAccount {
  readonly partition: string
  readonly region: string
  readonly accountId: string
}

/** An ARN of the account. */
export const arnOf = (account: AwsAccount, service: string, resource: string): string =>
  `arn:${account.partition}:${service}:${account.region}:${account.accountId}:${resource}`
