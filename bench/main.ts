import { parseArgs } from 'node:util'
import { benchAuthorizer } from './authorizer.ts'
import { benchFunctions } from './functions.ts'
import { benchGateway } from './gateway.ts'
import { benchInventory } from './inventory.ts'
import { benchOnboarding } from './onboarding.ts'
import { printMeasurements, printTable } from './table.ts'

const RATIOS = {
  authorizer: benchAuthorizer,
  onboarding: benchOnboarding,
  functions: benchFunctions,
  gateway: benchGateway,
}
const NAMES = [...Object.keys(RATIOS), 'inventory']

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rows: { type: 'string', default: '20000' } },
})
const rows = Number(values.rows)
const unknown = positionals.find((name) => !NAMES.includes(name))
if (unknown !== undefined) throw new Error(`expected some of ${NAMES.join(', ')}, got ${unknown}`)
// Beyond it the addresses of the file would be those of the operator's API.
if (!Number.isInteger(rows) || rows < 1 || rows > 4_000_000)
  throw new Error(`expected --rows from 1 to 4000000, got ${values.rows}`)
const isChosen = (name: string) => positionals.length === 0 || positionals.includes(name)

const ratios = []
for (const [name, bench] of Object.entries(RATIOS))
  if (isChosen(name)) ratios.push(...(await bench()))
if (ratios.length > 0) printTable(ratios, console.log)
if (isChosen('inventory')) {
  if (ratios.length > 0) console.log()
  printMeasurements(await benchInventory(rows), console.log)
}
