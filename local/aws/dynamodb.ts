import dynalite from 'dynalite'
import type { AwsAccount } from './account.ts'
import type { AwsService } from './aws-endpoint.ts'
import { dynamoDbPermissions } from './required-permissions.ts'

/** DynamoDB, in memory. */
export const createDynamoDb = (account: AwsAccount): AwsService => {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 })
  return {
    credentialScopes: ['dynamodb'],
    targetPrefixes: ['DynamoDB_20120810'],
    permissionsOf: dynamoDbPermissions(account),
    handle: (request, response) => {
      server.emit('request', request, response)
    },
  }
}
