import { randomInt } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { inject, onTestFinished } from 'vitest'
import type { Sim } from './aws.ts'
import { type ClientExit, type RunningClient, runClient, startClient } from './run-client.ts'

const { rootCa, aws, region } = inject('stack')

/** What the stack under test says of itself lies beside its certificate. */
const directory = dirname(rootCa)

const client = new DynamoDBClient({
  endpoint: aws.endpoint,
  region,
  credentials: { accessKeyId: 'operator', secretAccessKey: 'operator' },
})

const runsTable = (): string =>
  JSON.parse(readFileSync(join(directory, 'endpoints.json'), 'utf8')).aws.tables.inventoryRuns

/** Starts `npm run sims` against the stack that keeps its files in a folder. */
export const startSimsAt = (folder: string, ...args: readonly string[]): RunningClient =>
  startClient(process.execPath, ['operations/sims/main.ts', ...args, '--dir', folder])

/** Starts `npm run sims` against the stack under test. */
export const startSims = (...args: readonly string[]): RunningClient =>
  startSimsAt(directory, ...args)

/** Runs `npm run sims` to its end. */
export const runSims = (...args: readonly string[]): Promise<ClientExit> =>
  startSims(...args).exited

/** Runs `npm run sims` in a shell; `rest` is what the shell makes of its streams. */
export const runSimsInShell = (args: string, rest: string): Promise<ClientExit> =>
  runClient('bash', [
    '-c',
    `"${process.execPath}" operations/sims/main.ts ${args} --dir "${directory}" ${rest}`,
  ])

/** The objects that it printed, one a line. */
export const jsonLines = ({ stdout }: ClientExit): Record<string, unknown>[] =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))

/** SIMs in a network of their own, which no demo SIM and no other test has. */
export const newFleet = (
  count: number,
): { readonly sims: readonly Sim[]; readonly network: string } => {
  const prefix = `10.${randomInt(128, 256)}`
  const start = randomInt(1, 9_000)
  const sims = Array.from({ length: count }, (_, index) => ({
    iccid: `89880${start}${1_000_000_000 + index}`.padEnd(19, '7').slice(0, 19),
    address: `${prefix}.${index >>> 8}.${index & 255}`,
  }))
  return { sims, network: `${prefix}.0.0/16` }
}

/** A file that does not outlive its test. */
export const inventoryFile = (text: string): string => {
  const folder = mkdtempSync(join(tmpdir(), 'simpass-inventory-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'sims.csv')
  writeFileSync(path, text)
  return path
}

/** SIMs as a CSV file. */
export const toCsv = (sims: readonly Sim[]): string =>
  ['iccid,address', ...sims.map(({ iccid, address }) => `${iccid},${address}`), ''].join('\n')

/** How far an import of a file came, by its SHA-256. */
export const keptLine = async (sha256: string): Promise<number | undefined> => {
  const Key = { id: { S: `import#${sha256}` } }
  const { Item } = await client.send(new GetItemCommand({ TableName: runsTable(), Key }))
  return Item?.line?.N === undefined ? undefined : Number(Item.line.N)
}

/** An import that a test killed is surely dead: nobody has to guard against its writes any more. */
export const forgetKilledImports = async (): Promise<void> => {
  const Key = { id: { S: 'runs' } }
  const { Item } = await client.send(new GetItemCommand({ TableName: runsTable(), Key }))
  for (const [id, { M: run }] of Object.entries(Item?.active?.M ?? {})) {
    if (run?.source?.S !== 'import') continue
    await client.send(
      new UpdateItemCommand({
        TableName: runsTable(),
        Key,
        UpdateExpression: 'REMOVE #active.#id, #numbers.#id',
        ExpressionAttributeNames: { '#active': 'active', '#numbers': 'numbers', '#id': id },
      }),
    )
  }
}
