/** Where an emulated AWS IoT Core lives. */
export interface IotAccount {
  /** @default 'aws' */
  readonly partition?: string
  readonly region: string
  readonly accountId: string
}

export interface ResourceArnOptions {
  /**
   * What a policy must name for a shared subscription: the filter as the client sent it, `$share/<group>/<filter>`, or the filter alone.
   * @default 'whole-filter'
   */
  readonly sharedSubscription?: 'whole-filter' | 'filter-only'
}

/** The ARNs that policies of an account and Region are evaluated against. */
export interface ResourceArns {
  readonly client: (clientId: string) => string
  readonly topic: (topic: string) => string
  readonly topicFilter: (topicFilter: string) => string
}

/** Builds the resource ARNs of one account and Region. */
export const createResourceArns = (
  { partition = 'aws', region, accountId }: IotAccount,
  { sharedSubscription = 'whole-filter' }: ResourceArnOptions = {},
): ResourceArns => {
  const prefix = `arn:${partition}:iot:${region}:${accountId}`
  return {
    client: (clientId) => `${prefix}:client/${clientId}`,
    topic: (topic) => `${prefix}:topic/${topic}`,
    topicFilter: (topicFilter) =>
      sharedSubscription === 'whole-filter'
        ? `${prefix}:topicfilter/${topicFilter}`
        : `${prefix}:topicfilter/${topicFilter.replace(/^\$share\/[^/]*\//, '')}`,
  }
}
