import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type {
  CloudFormationCustomResourceEvent,
  CloudFormationCustomResourceResponse,
} from 'aws-lambda'

type RequestType = CloudFormationCustomResourceEvent['RequestType']

/** What CloudFormation sends a custom resource. */
export const customResourceEvent = (
  type: RequestType,
  properties: Readonly<Record<string, unknown>> = {},
  physicalResourceId = 'physical-1',
  responseUrl = 'http://127.0.0.1:1/',
) =>
  ({
    RequestType: type,
    ServiceToken: 'arn:aws:lambda:eu-central-1:123456789012:function:custom',
    ResponseURL: responseUrl,
    StackId: 'arn:aws:cloudformation:eu-central-1:123456789012:stack/simpass/1',
    RequestId: 'request-1',
    LogicalResourceId: 'Resource',
    ResourceType: 'Custom::Test',
    ResourceProperties: { ServiceToken: 'arn', ...properties },
    OldResourceProperties: {},
    ...(type === 'Create' ? {} : { PhysicalResourceId: physicalResourceId }),
  }) as CloudFormationCustomResourceEvent

export interface ReceivedAnswer {
  readonly method: string | undefined
  readonly contentType: string | undefined
  readonly body: CloudFormationCustomResourceResponse
}

/** Stands where CloudFormation's presigned URL points to, and keeps what it gets. */
export const startResponseUrl = async (
  statusCode = 200,
  headers: Readonly<Record<string, string>> = {},
) => {
  const answers: ReceivedAnswer[] = []
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString()
    answers.push({
      method: request.method,
      contentType: request.headers['content-type'],
      body: JSON.parse(body),
    })
    response.writeHead(statusCode, headers).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/answer?X-Amz-Signature=x`,
    answers,
    close: () => server.close(),
  }
}
