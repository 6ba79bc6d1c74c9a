import { IoTClient } from '@aws-sdk/client-iot'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { describe, expect, it } from 'vitest'
import { devicePath } from '../../../operations/adapters/device-path.ts'

const SECRET = 'eyJTOKENSECRET'

describe('devicePath', () => {
  it.each(['localhost:1', 'localhost:99999', 'my host', '[::1'])(
    'never quotes a token when it cannot publish to %s',
    async (host) => {
      const settings = { region: 'eu-central-1' }
      const path = devicePath(new IoTClient(settings), new LambdaClient(settings))

      const error = await path.publish(host, 't', `token=${SECRET}`).catch((reason) => reason)

      expect(error).toBeInstanceOf(Error)
      expect(`${error.stack} ${error.cause}`).not.toContain(SECRET)
    },
  )
})
