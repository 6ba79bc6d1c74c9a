import { BlockList, isIP } from 'node:net'
import { Command, Option } from 'commander'
import type { StoredSim } from '../../../domain/inventory/stored-sim.ts'
import { parseAddress, type SimAddress } from '../../../domain/sim-address.ts'
import { toJson } from '../../to-json.ts'
import { toLine } from '../describe-sim.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import type { Session } from '../services.ts'
import { UsageError } from '../usage-error.ts'
import { tellCorruptItems } from './corrupt-items.ts'
import { type CommonFlags, withTarget } from './target-options.ts'

interface ListFlags extends CommonFlags {
  readonly status?: StoredSim['status']
  readonly source?: string
  readonly address?: string
}

type Filter = (sim: StoredSim) => boolean

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4')

/** One address, or those of a network in CIDR notation. */
const addressFilter = (text: string): ((address: SimAddress) => boolean) => {
  const [start = '', length, ...rest] = text.split('/')
  const network = parseAddress(start)
  if (length === undefined) return (address) => address === network
  const bits = Number(length)
  const most = familyOf(network) === 'ipv6' ? 128 : 32
  if (rest.length > 0 || !/^[0-9]{1,3}$/.test(length) || bits > most) {
    throw new UsageError(`expected a prefix length of 0 to ${most}, got ${JSON.stringify(length)}`)
  }
  const list = new BlockList()
  list.addSubnet(network, bits, familyOf(network))
  return (address) =>
    familyOf(address) === familyOf(network) && list.check(address, familyOf(address))
}

const toFilter = ({ status, source, address }: ListFlags): Filter => {
  const isWanted = address === undefined ? undefined : addressFilter(address)
  return (sim) =>
    (status === undefined ? sim.status !== 'removed' : sim.status === status) &&
    (source === undefined || sim.source === source) &&
    (isWanted === undefined || (sim.address !== undefined && isWanted(sim.address)))
}

/** `list`: all SIMs, or some. */
export const listCommand = (session: Session, exit: (code: ExitCode) => void): Command =>
  withTarget(new Command('list'))
    .description('Show SIMs, one a line, in no order: `| sort` has one')
    .addOption(new Option('--status <status>').choices(['active', 'suspended', 'removed']))
    .option(
      '--source <source>',
      'the inventory that lists it, such as 1nce; import or operator if none does',
    )
    .option('--address <address>', 'an address, or a network such as 10.64.0.0/16')
    .action(async (flags: ListFlags) => {
      const isListed = toFilter(flags)
      const { ctx } = await session.open(flags)
      const { onCorrupt, exitCode } = tellCorruptItems(session.io, flags.json === true)
      let count = 0
      for await (const sim of ctx.store.allSims(onCorrupt)) {
        if (session.io.signal.aborted) return exit(EXIT.interrupted)
        if (session.io.failure() !== undefined) break
        if (!isListed(sim)) continue
        count += 1
        await session.io.print(flags.json ? toJson(sim) : toLine(sim))
      }
      if (count === 0 && !flags.json) session.io.note('no such SIM')
      exit(exitCode())
    })
