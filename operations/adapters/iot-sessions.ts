import { type AttributeValue, type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb'
import { DeleteConnectionCommand, type IoTDataPlaneClient } from '@aws-sdk/client-iot-data-plane'
import { isIccid } from '../../domain/iccid.ts'
import type { Sessions } from '../teardown/ports.ts'
import { unlessMissing } from './unless-missing.ts'

/** A SIM that was removed may have a session only as long as that is still to be ended. */
const mayHaveSession = ({ status, endsSession }: Record<string, AttributeValue>): boolean =>
  status?.S !== 'removed' || endsSession?.BOOL === true

const scanIccids = async (client: DynamoDBClient, TableName: string): Promise<string[]> => {
  const found: string[] = []
  const names = { '#iccid': 'iccid', '#status': 'status', '#endsSession': 'endsSession' }
  const pages = paginateScan(
    { client },
    {
      TableName,
      ProjectionExpression: Object.keys(names).join(),
      ExpressionAttributeNames: names,
    },
  )
  for await (const { Items = [] } of pages) {
    found.push(
      ...Items.filter(mayHaveSession)
        .map(({ iccid }) => iccid?.S)
        .filter(isIccid),
    )
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
