import dynalite from 'dynalite'
import type { AwsService } from './aws-endpoint.ts'

/** DynamoDB, in memory. */
export const createDynamoDb = (): AwsService => {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 })
  return {
    credentialScopes: ['dynamodb'],
    targetPrefixes: ['DynamoDB_20120810'],
    handle: (request, response) => {
      server.emit('request', request, response)
    },
  }
}
