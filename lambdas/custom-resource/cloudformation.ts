import type {
  CloudFormationCustomResourceDeleteEvent,
  CloudFormationCustomResourceEvent,
  CloudFormationCustomResourceResponse,
  Context,
} from 'aws-lambda'
import { parseResponseUrl } from './response-url.ts'
import type { CustomResourceSettings } from './settings.ts'

/** What a custom resource made of an event. */
export interface ResourceResult {
  /** A new one after an update tells CloudFormation to delete the old resource. */
  readonly physicalResourceId: string
  /** Values for Fn::GetAtt; never a secret. */
  readonly data?: Readonly<Record<string, string>>
}

export type ResourceHandler = (event: CloudFormationCustomResourceEvent) => Promise<ResourceResult>

/** CloudFormation takes 4,096 bytes in all. */
const LONGEST_REASON = 1024

const FAILED_CREATION = 'failed:'

const currentId = (event: CloudFormationCustomResourceEvent): string =>
  event.RequestType === 'Create' ? `${FAILED_CREATION}${event.RequestId}` : event.PhysicalResourceId

/**
 * Whether a resource was never created as far as CloudFormation knows: the creation failed, or was never answered, and
 * CloudFormation made up an id of the stack's name, the logical id and a random end.
 */
export const wasNeverCreated = (event: CloudFormationCustomResourceDeleteEvent): boolean =>
  event.PhysicalResourceId.startsWith(FAILED_CREATION) ||
  event.PhysicalResourceId.includes(`-${event.LogicalResourceId}-`)

const requireOwnStack = (
  { StackId }: CloudFormationCustomResourceEvent,
  { stackId }: CustomResourceSettings,
): void => {
  if (StackId === stackId) return
  // Not which stack that is: whoever asks could then claim to be it.
  throw new Error('expected an event of the stack that the function belongs to, got one of another')
}

const run = async (
  event: CloudFormationCustomResourceEvent,
  handle: ResourceHandler,
  settings: CustomResourceSettings,
): Promise<CloudFormationCustomResourceResponse> => {
  const { StackId, RequestId, LogicalResourceId } = event
  const address = { StackId, RequestId, LogicalResourceId }
  try {
    requireOwnStack(event, settings)
    const { physicalResourceId, data } = await handle(event)
    return {
      Status: 'SUCCESS',
      PhysicalResourceId: physicalResourceId,
      ...address,
      ...(data === undefined ? {} : { Data: data }),
    }
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown failure'
    return {
      Status: 'FAILED',
      Reason: reason.slice(0, LONGEST_REASON),
      PhysicalResourceId: currentId(event),
      ...address,
    }
  }
}

/**
 * Makes a Lambda handler of a custom resource: CloudFormation always gets its answer, or a deployment would hang until
 * its time limit. What is thrown is only that there is nowhere to answer, before anything is done, or a failure to answer,
 * which Lambda then tries again.
 */
export const customResource =
  (handle: ResourceHandler, settings: CustomResourceSettings) =>
  async (event: CloudFormationCustomResourceEvent, context: Context): Promise<void> => {
    const url = parseResponseUrl(event.ResponseURL, settings.answersLoopback)
    const answer = await run(event, handle, settings)
    const response = await fetch(url, {
      method: 'PUT',
      redirect: 'error',
      // The presigned URL is signed for an empty content type.
      headers: { 'content-type': '' },
      body: JSON.stringify(answer),
      signal: AbortSignal.timeout(Math.max(1000, context.getRemainingTimeInMillis() - 500)),
    })
    if (!response.ok) {
      throw new Error(`expected CloudFormation to take the answer, got status ${response.status}`)
    }
  }
