import { z } from 'zod'

/** What CloudFormation knows a custom resource request by. */
export interface CustomResourceRequestIds {
  readonly StackId: string
  readonly RequestId: string
  readonly LogicalResourceId: string
}

/** CloudFormation's limit. */
export const MAX_ANSWER_BYTES = 4096

const answerSchema = z.object({
  Status: z.enum(['SUCCESS', 'FAILED']),
  Reason: z.string().default('no Reason was given'),
  PhysicalResourceId: z.string().min(1).max(1024),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
  Data: z.record(z.string(), z.unknown()).default({}),
  NoEcho: z.boolean().default(false),
})

export type CustomResourceAnswer = z.output<typeof answerSchema>

const parseJson = (body: string): unknown => {
  try {
    return JSON.parse(body)
  } catch {
    // What is not JSON fails the schema, which has the better message.
    return undefined
  }
}

/** Reads what a function put at its ResponseURL; an answer to another request is refused. */
export const parseCustomResourceAnswer = (
  body: string,
  ids: CustomResourceRequestIds,
): CustomResourceAnswer => {
  const parsed = answerSchema.safeParse(parseJson(body))
  if (!parsed.success)
    throw new Error(`expected a custom resource response: ${z.prettifyError(parsed.error)}`)
  for (const name of ['StackId', 'RequestId', 'LogicalResourceId'] as const)
    if (parsed.data[name] !== ids[name])
      throw new Error(`expected the ${name} of the request, got ${parsed.data[name]}`)
  return parsed.data
}
