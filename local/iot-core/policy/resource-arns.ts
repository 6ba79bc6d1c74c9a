/** The ARNs that policies of one account and Region are evaluated against. */
export interface ResourceArns {
  readonly client: (clientId: string) => string
  readonly topic: (topic: string) => string
  readonly topicFilter: (topicFilter: string) => string
}

/** Builds resource ARNs from `arn:<partition>:iot:<region>:<account>`. */
export const createResourceArns = (arnPrefix: string): ResourceArns => ({
  client: (clientId) => `${arnPrefix}:client/${clientId}`,
  topic: (topic) => `${arnPrefix}:topic/${topic}`,
  topicFilter: (topicFilter) => `${arnPrefix}:topicfilter/${topicFilter}`,
})
