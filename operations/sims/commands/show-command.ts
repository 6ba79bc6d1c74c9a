import { Command } from 'commander'
import { DomainError } from '../../../domain/errors.ts'
import { type Iccid, isIccid } from '../../../domain/iccid.ts'
import type { InventoryStore } from '../../../domain/inventory/ports.ts'
import type { StoredSim } from '../../../domain/inventory/stored-sim.ts'
import { parseSimAddress } from '../../../domain/sim-address.ts'
import { toJson } from '../../to-json.ts'
import { toLines } from '../describe-sim.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import type { Session } from '../services.ts'
import { type CommonFlags, withTarget } from './target-options.ts'

const iccidOf = async (store: InventoryStore, given: string): Promise<Iccid> => {
  if (isIccid(given)) return given
  const address = parseSimAddress(given)
  const iccid = (await store.findAddresses([address])).get(address)?.iccid
  if (iccid !== undefined) return iccid
  throw new DomainError(
    'ADDRESS_UNKNOWN',
    `expected the address of a SIM, got ${address}, which names none: list --address finds a SIM that was to have it`,
  )
}

interface Shown {
  readonly sim: StoredSim
  /** The SIM that its address names: another one while a reassignment is half done, or none. */
  readonly addressNames?: Iccid
}

const find = async (store: InventoryStore, given: string): Promise<Shown> => {
  const iccid = await iccidOf(store, given)
  const sim = (await store.findSims([iccid])).get(iccid)
  if (sim === undefined) {
    throw new DomainError('SIM_UNKNOWN', `expected a SIM of the inventory, got ${iccid}`)
  }
  const { address } = sim
  const holder = address && (await store.findAddresses([address])).get(address)?.iccid
  return { sim, ...(holder === undefined ? {} : { addressNames: holder }) }
}

/** `show`: all that is known of one SIM. */
export const showCommand = (session: Session, exit: (code: ExitCode) => void): Command =>
  withTarget(new Command('show'))
    .description('Show one SIM')
    .argument('<sim>', 'its ICCID or its address')
    .action(async (given: string, flags: CommonFlags) => {
      const { ctx } = await session.open(flags)
      const { sim, addressNames } = await find(ctx.store, given)
      if (flags.json) {
        await session.io.print(toJson({ ...sim, addressNames }))
        return exit(EXIT.done)
      }
      for (const line of toLines(sim)) await session.io.print(line)
      if (sim.address !== undefined && addressNames !== sim.iccid) {
        session.io.note(
          `${sim.address} names ${addressNames ?? 'no SIM'}: this SIM gets no token there until both agree`,
        )
      }
      exit(EXIT.done)
    })
