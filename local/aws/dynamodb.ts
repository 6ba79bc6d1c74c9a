import dynalite from 'dynalite'
import type { AwsAccount } from './account.ts'
import type { AwsService } from './aws-endpoint.ts'
import { readBody, serveAwsJson } from './aws-json.ts'
import { handToDynalite } from './call-dynalite.ts'
import { batchExecuteStatement } from './partiql/batch-execute-statement.ts'
import { dynamoDbPermissions } from './required-permissions.ts'

const API = 'DynamoDB_20120810'
const BATCH_EXECUTE_STATEMENT = `${API}.BatchExecuteStatement`

/** DynamoDB, in memory. */
export const createDynamoDb = (account: AwsAccount): AwsService => {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 })
  const serveBatches = serveAwsJson({
    BatchExecuteStatement: (input) => batchExecuteStatement(server, input),
  })
  return {
    credentialScopes: ['dynamodb'],
    targetPrefixes: [API],
    permissionsOf: dynamoDbPermissions(account),
    handle: async (request, response) => {
      if (request.headers['x-amz-target'] === BATCH_EXECUTE_STATEMENT)
        await serveBatches(request, response)
      else handToDynalite(server, request, await readBody(request), response)
    },
  }
}
