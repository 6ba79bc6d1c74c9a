import { BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'

export interface DemoSim {
  readonly iccid: string
  readonly address: string
}

export interface InventoryTables {
  readonly sims: string
  readonly simAddresses: string
}

const DEMO_SIM_COUNT = 12

/**
 * The SIMs that exist at the start, one per loopback address. Their ICCIDs have 19 digits: 89 for telecommunication,
 * 882 and 80 for an issuer that belongs to no country, then the number that the issuer gave.
 */
export const DEMO_SIMS: readonly DemoSim[] = Array.from({ length: DEMO_SIM_COUNT }, (_, index) => ({
  iccid: `8988280${String(666_000_000_001 + index).padStart(12, '0')}`,
  address: `127.0.0.${index + 1}`,
}))

/** Writes SIMs into the tables that a real inventory fills. */
export const seedInventory = async (
  dynamoDb: DynamoDBClient,
  tables: InventoryTables,
  sims: readonly DemoSim[],
): Promise<void> => {
  for (const { iccid, address } of sims)
    await dynamoDb.send(
      new BatchWriteItemCommand({
        RequestItems: {
          [tables.sims]: [
            {
              PutRequest: {
                Item: { iccid: { S: iccid }, address: { S: address }, status: { S: 'active' } },
              },
            },
          ],
          [tables.simAddresses]: [
            { PutRequest: { Item: { address: { S: address }, iccid: { S: iccid } } } },
          ],
        },
      }),
    )
}
