import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { z } from 'zod'
import { CommandError } from './command-error.ts'
import { openRegular } from './open-regular.ts'
import type { Target } from './target.ts'

const endpointsFile = z.object({
  aws: z.object({
    endpoint: z.url(),
    region: z.string(),
    deployment: z.string(),
    tables: z.object({
      sims: z.string(),
      simAddresses: z.string(),
      inventoryRuns: z.string(),
    }),
    functions: z.object({ inventorySync: z.string().optional() }),
  }),
})

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    // No JSON is another file, too.
    return undefined
  }
}

const readWhole = async (path: string): Promise<string> => {
  const file = await openRegular(path)
  if (file === undefined) throw new TypeError('expected a regular file')
  try {
    return await file.handle.readFile('utf8')
  } finally {
    await file.handle.close()
  }
}

/** @throws CommandError LOCAL_STACK_UNKNOWN */
export const findLocalStack = async (directory: string): Promise<Target> => {
  const file = join(directory, 'endpoints.json')
  const text = await readWhole(file).catch((cause: unknown) => {
    throw new CommandError(
      'LOCAL_STACK_UNKNOWN',
      `expected a local stack with ${file}, got none: start one with npm start, or name its folder with --dir`,
      { cause },
    )
  })
  const found = endpointsFile.safeParse(parseJson(text))
  if (!found.success) {
    const names = found.error.issues.map(({ path }) => path.join('.') || 'JSON').join(', ')
    throw new CommandError(
      'LOCAL_STACK_UNKNOWN',
      `expected ${file} as npm start writes it, got one without ${names}: start it again`,
    )
  }
  const { endpoint, region, deployment, tables, functions } = found.data.aws
  return { endpoint, region, deployment, tables, syncFunction: functions.inventorySync }
}

/**
 * A stack that was killed leaves its file behind; the clients would try it for half a minute.
 *
 * @throws CommandError LOCAL_STACK_UNKNOWN
 */
export const refuseDeadStack = async ({ endpoint }: Target): Promise<void> => {
  if (endpoint === undefined) return
  const { hostname, port } = new URL(endpoint)
  const socket = connect({ host: hostname, port: Number(port) })
  try {
    await once(socket, 'connect')
  } catch (cause) {
    throw new CommandError(
      'LOCAL_STACK_UNKNOWN',
      `expected a local stack at ${endpoint}, got no answer: start it again with npm start`,
      { cause },
    )
  } finally {
    socket.destroy()
  }
}
