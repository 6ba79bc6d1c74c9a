import { z } from 'zod'
import { physicalName } from '../physical-name.ts'
import { parseProperties, type ResourceProvider, withoutEffect } from '../provider.ts'

const properties = z.strictObject({
  FunctionName: z.string(),
  Qualifier: z.literal('$LATEST'),
  // An event is handed to a function once here; a template that wants more attempts would not get them.
  MaximumRetryAttempts: z.literal(0),
  // Nothing keeps events waiting for longer than this.
  MaximumEventAgeInSeconds: withoutEffect,
})

/** `AWS::Lambda::EventInvokeConfig`: asynchronous events are not tried again. */
export const eventInvokeConfig: ResourceProvider = async (request) => {
  parseProperties(properties, request)
  return { ref: physicalName(request, 64), attributes: {} }
}
