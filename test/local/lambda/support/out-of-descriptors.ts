import { closeSync, openSync } from 'node:fs'
import { createLambdaService } from '../../../../local/lambda/lambda-service.ts'

// Run with a low limit of descriptors and the folder of a function; prints what two invocations answer.
const taskRoot = process.argv[2] ?? ''

const takeEveryDescriptor = (): number[] => {
  const taken: number[] = []
  try {
    for (;;) taken.push(openSync(taskRoot, 'r'))
  } catch {
    // None is left.
    return taken
  }
}

const lambda = createLambdaService({
  region: 'eu-west-1',
  awsEndpointUrl: () => 'http://127.0.0.1:1',
  onLog: () => {},
})
lambda.createFunction({
  functionName: 'f',
  functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:f',
  taskRoot,
  handler: 'index.handler',
  timeoutSeconds: 5,
  memorySizeInMegabytes: 128,
  environment: {},
})
const invoke = async (): Promise<unknown> => {
  const { payload } = await lambda.invoke({
    functionName: 'f',
    caller: { kind: 'account' },
    payload: '{}',
  })
  return JSON.parse(payload)
}

const taken = takeEveryDescriptor()
const without = await invoke()
for (const descriptor of taken) closeSync(descriptor)
const afterwards = await invoke()
await lambda.close()
console.log(JSON.stringify({ without, afterwards }))
