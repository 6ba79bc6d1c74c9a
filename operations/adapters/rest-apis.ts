import {
  type APIGatewayClient,
  DeleteDomainNameCommand,
  DeleteRestApiCommand,
  GetAccountCommand,
  paginateGetDomainNames,
  paginateGetRestApis,
  UpdateAccountCommand,
} from '@aws-sdk/client-api-gateway'
import type { ApiGatewayV2Client } from '@aws-sdk/client-apigatewayv2'
import type { ApiLogging, FoundResource, ResourceStore } from '../teardown/ports.ts'
import { unlessMissing } from './unless-missing.ts'
import { hasWebSocketApis } from './web-socket-apis.ts'

/** REST APIs that a stack left over. */
export const restApiStore = (client: APIGatewayClient): ResourceStore => ({
  kind: 'REST API',
  list: async (isWanted) => {
    const found: FoundResource[] = []
    for await (const { items = [] } of paginateGetRestApis({ client }, {})) {
      for (const { id = '', name = '', tags = {} } of items) {
        if (isWanted(id) || isWanted(name)) found.push({ kind: 'REST API', id, name, tags })
      }
    }
    return found
  },
  remove: async ({ id }) => {
    await unlessMissing(client.send(new DeleteRestApiCommand({ restApiId: id })))
  },
})

/** Private names, which alone have an id, end with it in their ARN. */
const domainNameId = (arn = ''): string | undefined => /\/domainnames\/[^+]+\+(.+)$/.exec(arn)?.[1]

/** Names of an operator's own for REST APIs that a stack left over; their mappings go with them. */
export const domainNameStore = (client: APIGatewayClient): ResourceStore => ({
  kind: 'domain name',
  list: async (isWanted) => {
    const found: FoundResource[] = []
    for await (const { items = [] } of paginateGetDomainNames({ client }, {})) {
      for (const { domainName: id = '', domainNameArn: arn, tags = {} } of items) {
        if (isWanted(id) || isWanted(arn ?? '')) found.push({ kind: 'domain name', id, arn, tags })
      }
    }
    return found
  },
  remove: async ({ id, arn }) => {
    await unlessMissing(
      client.send(new DeleteDomainNameCommand({ domainName: id, domainNameId: domainNameId(arn) })),
    )
  },
})

/** The role with which API Gateway writes the logs of every REST and WebSocket API of the Region. */
export const apiGatewayLogging = (
  client: APIGatewayClient,
  clientOfWebSockets: ApiGatewayV2Client,
): ApiLogging => ({
  roleArn: async () =>
    (await client.send(new GetAccountCommand({}))).cloudwatchRoleArn || undefined,
  hasWebSocketApis: () => hasWebSocketApis(clientOfWebSockets),
  clear: async () => {
    // API Gateway knows no `remove` for this setting: an empty one is none.
    await client.send(
      new UpdateAccountCommand({
        patchOperations: [{ op: 'replace', path: '/cloudwatchRoleArn', value: '' }],
      }),
    )
  },
})
