import { Command } from 'commander'
import { DomainError } from '../../../domain/errors.ts'
import { parseIccid } from '../../../domain/iccid.ts'
import { applyEntries } from '../../../domain/inventory/apply-entries.ts'
import { OPERATOR } from '../../../domain/inventory/assertion.ts'
import { inRun } from '../../../domain/inventory/in-run.ts'
import type { InventoryEntry } from '../../../domain/inventory/inventory-entry.ts'
import type { InventoryStore } from '../../../domain/inventory/ports.ts'
import { parseImsi, parseMsisdn } from '../../../domain/inventory/sim-description.ts'
import { parseLabel } from '../../../domain/inventory/sim-label.ts'
import { parseSimAddress } from '../../../domain/sim-address.ts'
import { toJson } from '../../to-json.ts'
import { toLine } from '../describe-sim.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import type { Session } from '../services.ts'
import { type CommonFlags, withTarget } from './target-options.ts'

interface AddFlags extends CommonFlags {
  readonly label?: string
  readonly imsi?: string
  readonly msisdn?: string
}

const LIFETIME_MS = 60_000

const parseEntry = (iccid: string, address: string, flags: AddFlags): InventoryEntry => ({
  iccid: parseIccid(iccid),
  address: parseSimAddress(address),
  status: 'active',
  ...(flags.label === undefined ? {} : { label: parseLabel(flags.label) }),
  ...(flags.imsi === undefined ? {} : { imsi: parseImsi(flags.imsi) }),
  ...(flags.msisdn === undefined ? {} : { msisdn: parseMsisdn(flags.msisdn) }),
})

/** Adding must not move a SIM or displace another by a slip of the fingers. */
const refuseExisting = async (store: InventoryStore, entry: InventoryEntry): Promise<void> => {
  const { iccid, address } = entry
  const sim = (await store.findSims([iccid])).get(iccid)
  if (sim !== undefined && sim.status !== 'removed' && sim.address !== address) {
    throw new DomainError(
      'SIM_EXISTS',
      `expected a new SIM, got ${iccid}, which has ${sim.address ?? 'no address'}: use move`,
    )
  }
  if (address === undefined) return
  const holder = (await store.findAddresses([address])).get(address)?.iccid
  if (holder === undefined || holder === iccid) return
  throw new DomainError(
    'ADDRESS_TAKEN',
    `expected a free address, got ${address}, which is that of ${holder}`,
  )
}

const toHalfAdded = ({ iccid, address }: InventoryEntry): string =>
  `${iccid} is in the inventory now, but ${address} may not name it: look with show, then move or remove it`

/** `add`: puts one SIM into the inventory. */
export const addCommand = (session: Session, exit: (code: ExitCode) => void): Command =>
  withTarget(new Command('add'))
    .description('Put a SIM into the inventory')
    .argument('<iccid>')
    .argument('<address>', 'IPv4 or IPv6')
    .option('--label <text>', 'your own words')
    .option('--imsi <digits>')
    .option('--msisdn <digits>')
    .action(async (iccid: string, address: string, flags: AddFlags) => {
      const entry = parseEntry(iccid, address, flags)
      const { ctx } = await session.open(flags)
      const request = { source: OPERATOR, lifetimeMs: LIFETIME_MS }
      await inRun(ctx, request, async (running, run) => {
        await refuseExisting(ctx.store, entry)
        // Another one may get the address after that look.
        const [result] = await applyEntries(running, run, [entry], { displaces: false })
        if (result?.error === undefined) return
        if (result.changes.includes('added')) session.io.note(toHalfAdded(entry))
        throw result.error
      })
      const sim = (await ctx.store.findSims([entry.iccid])).get(entry.iccid)
      if (sim !== undefined) await session.io.print(flags.json ? toJson(sim) : toLine(sim))
      exit(EXIT.done)
    })
