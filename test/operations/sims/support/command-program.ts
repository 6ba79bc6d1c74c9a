import { writeFileSync } from 'node:fs'
import type { InventoryContext } from '../../../../domain/inventory/ports.ts'
import { processIo } from '../../../../operations/sims/process-io.ts'
import { runCommand } from '../../../../operations/sims/run-command.ts'
import { createCommandBench, sims } from './command-bench.ts'

// A process like `npm run sims`, with so many SIMs in memory; what became of them is in a file.
const [report = '', count = '0', ...args] = process.argv.slice(2)
const bench = createCommandBench({ sims: sims(Number(count)) })
const { sleep } = bench.session.io
const { runs } = bench.ctx
let openRuns = 0
const ctx: InventoryContext = {
  ...bench.ctx,
  runs: {
    start: async (request) => {
      openRuns += 1
      return runs.start(request)
    },
    end: async (run) => {
      openRuns -= 1
      return runs.end(run)
    },
  },
}

process.exitCode = await runCommand(
  {
    io: { ...processIo(), sleep },
    open: async (flags) => ({ ...(await bench.session.open(flags)), ctx }),
  },
  args,
)
const statuses = [...new Set([...bench.memory.sims.values()].map(({ status }) => status))]
writeFileSync(report, JSON.stringify({ statuses, ended: bench.ended.length, openRuns }))
