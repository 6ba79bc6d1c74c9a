import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { anApiSim, CREDENTIALS, startOperatorApi } from '../test/support/operator-api.ts'
import { type Imported, timeImport } from './inventory-import.ts'
import { timeSuspension } from './inventory-suspension.ts'
import { type Timed, timeBareWrites, timeSync } from './inventory-sync.ts'
import { startLocalStack } from './local-stack.ts'
import { median } from './measure.ts'
import type { Measurement } from './table.ts'

const SIMS = 15_000
/** The SIM and its address. */
const WRITES = 2 * SIMS
const PEER = '15,000 SIMs in an hour'
const SUSPENSIONS = 5
/** Above the SIMs of the demo inventory. */
const FIRST_SIM = 1000
const SECRET = 'operator/1nce-a1B2c3'

const seconds = (value: number): string => `${value.toPrecision(3)} s`
const whole = (value: number): string => Math.round(value).toLocaleString('en')

const cpuOf = ({ functionCpuSeconds, stackCpuSeconds }: Timed): string =>
  `CPU: function ${seconds(functionCpuSeconds)}, local stack ${seconds(stackCpuSeconds)}`

const syncRows = (first: Timed, again: Timed, bareSeconds: number): readonly Measurement[] => [
  {
    figure: `sync of ${whole(first.added)} new SIMs from the operator's API`,
    measured: seconds(first.seconds),
    goal: '<= 30 s',
    peer: PEER,
    note: `${whole(first.writes)} writes; ${cpuOf(first)}`,
  },
  {
    figure: `the same / ${whole(WRITES)} bare UpdateItem calls with the same client`,
    measured: (first.seconds / bareSeconds).toPrecision(3),
    note: `bare: ${seconds(bareSeconds)}`,
  },
  {
    figure: `sync of ${whole(again.unchanged)} unchanged SIMs`,
    measured: seconds(again.seconds),
    goal: '<= 5 s',
    peer: PEER,
    note: cpuOf(again),
  },
  {
    figure: 'writes to SIMs and addresses of that sync',
    measured: whole(again.writes),
    goal: '0',
    note: 'by the revisions of all items, before and after',
  },
]

const limitOf = ({ seconds, importCpuSeconds, stackCpuSeconds }: Imported): string => {
  const share = (cpu: number): string => `${Math.round((cpu / seconds) * 100)} %`
  const larger = stackCpuSeconds > importCpuSeconds ? 'the local stack' : 'the import'
  return `limited by ${larger}: of one core the import has ${share(importCpuSeconds)}, the local stack ${share(stackCpuSeconds)}`
}

const importRows = (rows: number, imported: Imported): readonly Measurement[] => [
  {
    figure: `peak memory (RSS) of importing ${whole(rows)} rows`,
    measured: `${whole(imported.peakMegabytes)} MB`,
    goal: '< 200 MB',
  },
  {
    figure: `rate of importing ${whole(rows)} rows, all new`,
    measured: `${whole(rows / imported.seconds)} rows/s`,
    peer: PEER,
    note: `${seconds(imported.seconds)}; ${limitOf(imported)}; the stack grew to ${whole(imported.stackPeakMegabytes)} MB`,
  },
]

const startWithInventory = async (directory: string, baseUrl: string) => {
  const file = join(directory, 'secrets', SECRET)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, JSON.stringify(CREDENTIALS))
  const inventory = {
    kind: '1nce',
    baseUrl,
    credentialsSecretArn: `arn:aws:secretsmanager:eu-central-1:000000000000:secret:${SECRET}`,
    everyMinutes: 1440,
  }
  return startLocalStack(directory, SUSPENSIONS, [`inventory=${JSON.stringify(inventory)}`])
}

/**
 * A fleet's SIMs on the local stack: synced, suspended and imported.
 *
 * @param rows of the file that is imported
 */
export const benchInventory = async (rows: number): Promise<readonly Measurement[]> => {
  const directory = await mkdtemp(join(tmpdir(), 'simpass-bench-'))
  const load = loadavg()[0]?.toFixed(1)
  const api = await startOperatorApi(
    Array.from({ length: SIMS }, (_, index) => anApiSim(FIRST_SIM + index)),
  )
  const stack = await startWithInventory(directory, api.url)
  try {
    const first = await timeSync(stack)
    const again = await timeSync(stack)
    const bareSeconds = await timeBareWrites(stack, WRITES)
    const suspensions: number[] = []
    for (const client of stack.clients) suspensions.push(await timeSuspension(directory, client))
    const imported = await timeImport(directory, stack.pid, rows)
    return [
      ...syncRows(first, again, bareSeconds),
      {
        figure: 'start of `npm run sims -- suspend` to the disconnect of the live device',
        measured: seconds(median(suspensions)),
        goal: '<= 2 s',
        note: `of ${SUSPENSIONS} the median; the longest ${seconds(Math.max(...suspensions))}`,
      },
      ...importRows(rows, imported),
      { figure: 'load average of the machine before', measured: load ?? '' },
    ]
  } finally {
    await stack.stop()
    await api.close()
    await rm(directory, { recursive: true })
  }
}
