import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb'
import { DeleteConnectionCommand, type IoTDataPlaneClient } from '@aws-sdk/client-iot-data-plane'
import { isIccid } from '../../domain/iccid.ts'
import type { Sessions } from '../teardown/ports.ts'
import { unlessMissing } from './unless-missing.ts'

const scanIccids = async (client: DynamoDBClient, TableName: string): Promise<string[]> => {
  const found: string[] = []
  const pages = paginateScan({ client }, { TableName, ProjectionExpression: 'iccid' })
  for await (const { Items = [] } of pages) {
    found.push(...Items.map(({ iccid }) => iccid?.S).filter(isIccid))
  }
  return found
}

/**
 * Sessions of SIMs, whose client ids are their ICCIDs.
 *
 * @param dataPlane makes a client for the account's own data endpoint
 */
export const iotSessions = (
  dynamoDb: DynamoDBClient,
  dataPlane: () => Promise<IoTDataPlaneClient>,
): Sessions => ({
  clientIds: async (simsTable) => (await unlessMissing(scanIccids(dynamoDb, simsTable))) ?? [],
  disconnect: async (clientId) => {
    const client = await dataPlane()
    const answer = await unlessMissing(
      // The session's state ends by itself; whoever is let in elsewhere may go on with it.
      client.send(new DeleteConnectionCommand({ clientId, cleanSession: false })),
    )
    return answer !== undefined
  },
})
