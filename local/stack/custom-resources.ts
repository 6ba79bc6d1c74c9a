import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { LambdaService } from '../lambda/lambda-service.ts'
import { type CustomResourceAnswer, parseCustomResourceAnswer } from './custom-resource-answer.ts'
import type { CreatedResource, ResourceRequest } from './provider.ts'
import type { ResponseUrls } from './response-urls.ts'

/** Runs the functions behind custom resources. */
export interface CustomResources {
  readonly create: (request: ResourceRequest) => Promise<CreatedResource>
}

const serviceProperties = z.object({
  ServiceToken: z.string(),
  // CloudFormation waits an hour where a resource sets no timeout.
  ServiceTimeout: z.coerce.number().int().min(1).max(3600).default(3600),
})

/** CloudFormation hands every number and boolean to a custom resource as a string. */
const asStrings = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(asStrings)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, asStrings(part)]))
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
}

/** Waits for what comes first: the answer, the timeout, or the end of a function that then cannot answer any more. */
const firstOf = async (
  answer: Promise<string>,
  functionEnd: Promise<never>,
  timeoutSeconds: number,
): Promise<string> => {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`expected an answer within ${timeoutSeconds} seconds, got none`)),
      timeoutSeconds * 1000,
    )
  })
  try {
    return await Promise.race([answer, functionEnd, timeout])
  } finally {
    clearTimeout(timer)
  }
}

/** Custom resources as CloudFormation runs them: an event for the function, the answer at the ResponseURL. */
export const createCustomResources = (
  lambda: LambdaService,
  responseUrls: ResponseUrls,
): CustomResources => {
  const runFunction = async (functionName: string, event: unknown): Promise<never> => {
    const { functionError, payload } = await lambda.invoke({
      functionName,
      caller: { kind: 'account' },
      payload: JSON.stringify(event),
    })
    throw new Error(
      `expected an answer at the ResponseURL, got ${
        functionError === undefined ? 'none' : `a failed function: ${payload}`
      }`,
    )
  }

  const ask = async (request: ResourceRequest): Promise<CustomResourceAnswer> => {
    const { ServiceToken, ServiceTimeout } = serviceProperties.parse(request.properties)
    const responseUrl = responseUrls.create()
    const ids = {
      StackId: request.stackId,
      RequestId: randomUUID(),
      LogicalResourceId: request.logicalId,
    }
    const event = {
      RequestType: 'Create',
      ServiceToken,
      ResponseURL: responseUrl.url,
      ...ids,
      ResourceType: request.type,
      ResourceProperties: asStrings(request.properties),
    }
    try {
      const functionEnd = runFunction(ServiceToken, event)
      return parseCustomResourceAnswer(
        await firstOf(responseUrl.body, functionEnd, ServiceTimeout),
        ids,
      )
    } finally {
      responseUrl.dispose()
      // Nobody calls it again before the next deployment.
      await lambda.retire(ServiceToken)
    }
  }

  return {
    create: async (request) => {
      const { Status, Reason, PhysicalResourceId, Data, NoEcho } = await ask(request)
      if (Status === 'FAILED') throw new Error(Reason)
      return { ref: PhysicalResourceId, attributes: Data, noEcho: NoEcho }
    },
  }
}
