import { describe, expect, it } from 'vitest'
import { devicePolicy } from '../../domain/policy.ts'
import { ICCID } from '../support/inventory.ts'

const ARN = 'arn:aws:iot:eu-central-1:123456789012'

describe('devicePolicy', () => {
  it('is the policy of the vendor, for one ICCID', () => {
    expect(devicePolicy(ARN, ICCID)).toEqual({
      Version: '2012-10-17',
      Statement: [
        { Action: ['iot:Connect'], Resource: [`${ARN}:client/${ICCID}`], Effect: 'Allow' },
        {
          Action: ['iot:Publish', 'iot:Receive'],
          Resource: [`${ARN}:topic/${ICCID}/*`],
          Effect: 'Allow',
        },
        {
          Action: ['iot:Subscribe'],
          Resource: [`${ARN}:topicfilter/${ICCID}/*`],
          Effect: 'Allow',
        },
      ],
    })
  })

  it('stays below the 2,048 characters of AWS with the longest ARN and ICCID', () => {
    const longest = `arn:aws-iso-b:iot:ap-southeast-99:${'9'.repeat(12)}`

    expect(JSON.stringify(devicePolicy(longest, ICCID)).length).toBeLessThan(2048)
  })
})
