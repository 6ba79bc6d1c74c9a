import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda'

/** Runs a function and waits for its answer. */
export const invokeFunction = async (
  client: LambdaClient,
  functionName: string,
  event: Readonly<Record<string, unknown>>,
): Promise<string> => {
  const { FunctionError, Payload = new Uint8Array() } = await client.send(
    new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(event) }),
  )
  const answer = Buffer.from(Payload).toString('utf8')
  if (FunctionError === undefined) return answer
  throw new Error(
    `expected an answer from ${functionName}, got ${FunctionError}: ${answer.slice(0, 500)}`,
  )
}
