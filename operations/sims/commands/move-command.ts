import { Command } from 'commander'
import { parseIccid } from '../../../domain/iccid.ts'
import { OPERATOR } from '../../../domain/inventory/assertion.ts'
import { inRun } from '../../../domain/inventory/in-run.ts'
import { moveSim } from '../../../domain/inventory/move-sim.ts'
import type { InventoryStore } from '../../../domain/inventory/ports.ts'
import type { StoredSim } from '../../../domain/inventory/stored-sim.ts'
import { parseSimAddress, type SimAddress } from '../../../domain/sim-address.ts'
import { toLine } from '../describe-sim.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import type { Session } from '../services.ts'
import { toJson } from '../to-json.ts'
import { tellOfLister } from './change-sims.ts'
import { type CommonFlags, withTarget } from './target-options.ts'

interface MoveFlags extends CommonFlags {
  readonly displace?: true
}

const LIFETIME_MS = 60_000

const holderOf = async (
  store: InventoryStore,
  address: SimAddress | undefined,
): Promise<StoredSim | undefined> => {
  if (address === undefined) return undefined
  const iccid = (await store.findAddresses([address])).get(address)?.iccid
  return iccid === undefined ? undefined : (await store.findSims([iccid])).get(iccid)
}

/** Whom a SIM has taken its address from; whoever has another one by now is no matter of it. */
const displacedBy = async (
  store: InventoryStore,
  { iccid }: StoredSim,
  before: StoredSim | undefined,
): Promise<StoredSim | undefined> => {
  if (before?.address === undefined || before.iccid === iccid) return undefined
  const now = (await store.findSims([before.iccid])).get(before.iccid)
  return now?.status !== 'removed' && now?.address === undefined ? before : undefined
}

/** `move`: gives a SIM another address. */
export const moveCommand = (session: Session, exit: (code: ExitCode) => void): Command =>
  withTarget(new Command('move'))
    .description('Give a SIM another address')
    .argument('<iccid>')
    .argument('<address>', 'IPv4 or IPv6, or none')
    .option('--displace', 'take the address from the SIM that has it')
    .action(async (given: string, to: string, flags: MoveFlags) => {
      const iccid = parseIccid(given)
      const address = to === 'none' ? undefined : parseSimAddress(to)
      const { ctx } = await session.open(flags)
      const before = await holderOf(ctx.store, address)
      const sim = await inRun(ctx, { source: OPERATOR, lifetimeMs: LIFETIME_MS }, (running, run) =>
        moveSim(running, run, iccid, address, { displaces: flags.displace === true }),
      )
      const displaced = await displacedBy(ctx.store, sim, before)
      const shown = displaced === undefined ? sim : { ...sim, displaced: displaced.iccid }
      await session.io.print(flags.json ? toJson(shown) : toLine(sim))
      if (displaced !== undefined) {
        session.io.note(
          `${displaced.iccid} had ${displaced.address} and has no address now; its tokens are good until they end, unless you revoke them`,
        )
      }
      tellOfLister(session.io, sim)
      exit(EXIT.done)
    })
