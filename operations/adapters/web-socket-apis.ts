import { type ApiGatewayV2Client, GetApisCommand, ProtocolType } from '@aws-sdk/client-apigatewayv2'

/** Whether the Region has WebSocket APIs, which log with the same role as REST APIs. */
export const hasWebSocketApis = async (client: ApiGatewayV2Client): Promise<boolean> => {
  let NextToken: string | undefined
  do {
    const page = await client.send(new GetApisCommand({ NextToken }))
    if (page.Items?.some((api) => api.ProtocolType === ProtocolType.WEBSOCKET)) return true
    NextToken = page.NextToken
  } while (NextToken !== undefined)
  return false
}
