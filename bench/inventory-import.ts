import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cpuSecondsOf, peakMegabytesOf } from './process-usage.ts'
import { writeInventoryCsv } from './write-inventory-csv.ts'

const SAMPLE_MS = 100

/** The command of `npm run sims`, without npm, so that the process that is looked at is the one that imports. */
export const simsCommand = async (): Promise<readonly string[]> => {
  const { scripts } = JSON.parse(await readFile('package.json', 'utf8'))
  return String(scripts.sims).split('&&').at(-1)?.trim().split(' ').slice(1) ?? []
}

export interface Imported {
  readonly seconds: number
  readonly peakMegabytes: number
  readonly importCpuSeconds: number
  readonly stackCpuSeconds: number
  readonly stackPeakMegabytes: number
}

/** Imports a file of new SIMs with the command that operators use. */
export const timeImport = async (
  directory: string,
  stackPid: number,
  rows: number,
): Promise<Imported> => {
  const file = join(directory, 'sims.csv')
  await writeInventoryCsv(file, rows)
  const stackBefore = cpuSecondsOf(stackPid)
  const start = performance.now()
  const args = [...(await simsCommand()), 'import', file, '--json', '--local', '--dir', directory]
  const child = spawn('node', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  let peakMegabytes = 0
  let importCpuSeconds = 0
  const sampler = setInterval(() => {
    peakMegabytes = Math.max(peakMegabytes, peakMegabytesOf(child.pid ?? 0))
    importCpuSeconds = Math.max(importCpuSeconds, cpuSecondsOf(child.pid ?? 0))
  }, SAMPLE_MS)
  const [status] = await once(child, 'close')
  clearInterval(sampler)
  const seconds = (performance.now() - start) / 1000
  if (status !== 0 || JSON.parse(output).added !== rows)
    throw new Error(`expected ${rows} SIMs added, got exit status ${status} and ${output}`)
  return {
    seconds,
    peakMegabytes,
    importCpuSeconds,
    stackCpuSeconds: cpuSecondsOf(stackPid) - stackBefore,
    stackPeakMegabytes: peakMegabytesOf(stackPid),
  }
}
