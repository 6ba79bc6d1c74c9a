import type { Command } from 'commander'
import type { Iccid } from '../../../../domain/iccid.ts'
import type { SimAddress } from '../../../../domain/sim-address.ts'
import type { ExitCode } from '../../../../operations/sims/exit-codes.ts'
import type { Checkpoint } from '../../../../operations/sims/import/checkpoint.ts'
import type { Io, Services, Session } from '../../../../operations/sims/services.ts'
import {
  aStoredSim,
  type ContextSettings,
  inventoryContext,
} from '../../../support/inventory-context.ts'

export const iccidOf = (index: number): Iccid => `89882806660002${10_001 + index}` as Iccid
export const addressOf = (index: number): SimAddress => `10.2.0.${index + 1}` as SimAddress

/** SIMs of a test, each at its address. */
export const sims = (count: number, changes: Parameters<typeof aStoredSim>[0] = {}) =>
  Array.from({ length: count }, (_, index) =>
    aStoredSim({ iccid: iccidOf(index), address: addressOf(index), run: 0, ...changes }),
  )

export interface BenchSettings extends ContextSettings {
  /** Lines of stdin. */
  readonly stdin?: readonly string[]
  /** What somebody at a terminal types, `^C` for Ctrl-C; nobody is there without. */
  readonly answer?: string
  readonly syncAnswer?: string
}

/** Runs commands against an inventory in memory, and keeps what they say. */
export const createCommandBench = (settings: BenchSettings = {}) => {
  const inventory = inventoryContext(settings)
  const out: string[] = []
  const notes: string[] = []
  const questions: string[] = []
  const slept: number[] = []
  const events: unknown[] = []
  const stop = new AbortController()
  let exitCode: ExitCode | undefined
  const io: Io = {
    write: async (text) => void out.push(text),
    print: async (line) => void out.push(`${line}\n`),
    note: (line) => void notes.push(line),
    settle: async () => {},
    failure: () => undefined,
    canAsk: settings.answer !== undefined,
    ask: async (question, word) => {
      questions.push(question)
      if (settings.answer === '^C') stop.abort()
      return settings.answer === word
    },
    lines: async function* () {
      yield* settings.stdin ?? []
    },
    sleep: async (milliseconds) => {
      inventory.clock.now += milliseconds
      slept.push(milliseconds)
    },
    signal: stop.signal,
  }
  const kept = new Map<string, Checkpoint>()
  const services: Services = {
    ctx: inventory.ctx,
    checkpoints: {
      find: async (sha256) => kept.get(sha256),
      put: async (sha256, checkpoint) => void kept.set(sha256, checkpoint),
      remove: async (sha256) => void kept.delete(sha256),
    },
    deployment: 'simpass-test-identity',
    invokeSync: async (event) => {
      events.push(event)
      return settings.syncAnswer ?? ''
    },
  }
  const session: Session = { io, open: async () => services }
  return {
    ...inventory,
    session,
    notes,
    questions,
    slept,
    events,
    stdout: () => out.join(''),
    exitCode: () => exitCode,
    run: async (
      create: (session: Session, exit: (code: ExitCode) => void) => Command,
      ...args: readonly string[]
    ): Promise<ExitCode | undefined> => {
      exitCode = undefined
      const command = create(session, (code) => {
        exitCode = code
      })
      await command.exitOverride().parseAsync(['--stage', 'test', ...args], { from: 'user' })
      return exitCode
    },
  }
}
