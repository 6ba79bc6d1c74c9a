import type { Iccid } from './iccid.ts'

export interface PolicyStatement {
  readonly Action: string[]
  readonly Resource: string[]
  readonly Effect: 'Allow'
}

export interface PolicyDocument {
  readonly Version: '2012-10-17'
  readonly Statement: PolicyStatement[]
}

/**
 * What a SIM may do: connect as itself, and publish, receive and subscribe below its own ICCID.
 *
 * @param arnPrefix `arn:<partition>:iot:<region>:<account>`
 */
export const devicePolicy = (arnPrefix: string, iccid: Iccid): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [
    {
      Action: ['iot:Connect'],
      Resource: [`${arnPrefix}:client/${iccid}`],
      Effect: 'Allow',
    },
    {
      Action: ['iot:Publish', 'iot:Receive'],
      Resource: [`${arnPrefix}:topic/${iccid}/*`],
      Effect: 'Allow',
    },
    {
      Action: ['iot:Subscribe'],
      Resource: [`${arnPrefix}:topicfilter/${iccid}/*`],
      Effect: 'Allow',
    },
  ],
})
