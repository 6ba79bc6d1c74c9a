import { describe, expect, it } from 'vitest'
import { createIotEndpointResource } from '../../../lambdas/iot-endpoint/custom-resource.ts'
import { customResourceEvent } from '../../support/cloudformation.ts'

const handle = createIotEndpointResource(async (type) => `${type}.example`)
const properties = { EndpointType: 'iot:Data-ATS' }

describe('createIotEndpointResource', () => {
  it.each(['Create', 'Update'] as const)('describes the endpoint at a %s', async (type) => {
    expect(await handle(customResourceEvent(type, properties))).toEqual({
      physicalResourceId: 'iot:Data-ATS',
      data: { EndpointAddress: 'iot:Data-ATS.example' },
    })
  })

  it('has nothing to delete', async () => {
    expect(await handle(customResourceEvent('Delete', properties))).toEqual({
      physicalResourceId: 'physical-1',
    })
  })

  it('refuses an event without EndpointType', async () => {
    await expect(handle(customResourceEvent('Create'))).rejects.toThrow('expected the property')
  })
})
