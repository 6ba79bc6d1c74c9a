import {
  DeleteConnectionCommand,
  type IoTDataPlaneClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-iot-data-plane'
import type { Sessions } from '../../domain/inventory/ports.ts'
import { callStore } from './store-errors.ts'

/**
 * Live sessions of SIMs, whose client ids are their ICCIDs. What a session has subscribed to stays: a SIM that is let in
 * again finds it, and one that is not gets nothing of it. Its last will is not published: it is a message of a SIM that is
 * refused already.
 *
 * @param dataPlane makes a client for the account's own data endpoint
 */
export const iotSessions = (dataPlane: () => Promise<IoTDataPlaneClient>): Sessions => ({
  end: async (iccid) => {
    try {
      await callStore('iot:DeleteConnection', async () =>
        (await dataPlane()).send(
          new DeleteConnectionCommand({ clientId: iccid, preventWillMessage: true }),
        ),
      )
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error
    }
  },
})
