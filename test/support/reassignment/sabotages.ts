import { DomainError } from '../../../domain/errors.ts'
import { inRun } from '../../../domain/inventory/in-run.ts'
import type { Sabotage } from './play-scenario.ts'

const withoutRun = <Key, Value extends { readonly run: number }>(items: ReadonlyMap<Key, Value>) =>
  new Map([...items].map(([key, item]): [Key, Value] => [key, { ...item, run: 0 }]))

/** Each leaves out one thing that the argument of docs/reassignment.md needs. */
export const SABOTAGES: readonly (readonly [string, Sabotage])[] = [
  [
    'runs did not look at the numbers of others',
    {
      store: (store) => ({
        ...store,
        findSims: async (iccids) => withoutRun(await store.findSims(iccids)),
        findAddresses: async (addresses) => withoutRun(await store.findAddresses(addresses)),
      }),
    },
  ],
  [
    'onboarding believed the table of addresses alone',
    {
      identify:
        ({ simAddresses }) =>
        async (address) => {
          const iccid = await simAddresses.find(address)
          if (iccid !== undefined) return { iccid }
          throw new DomainError('ADDRESS_UNKNOWN', 'expected a SIM, got none')
        },
    },
  ],
  [
    'a run left alone what is the same while an earlier one is active',
    {
      runs: (runs) => ({
        ...runs,
        start: async (request) => ({ ...(await runs.start(request)), fence: 0 }),
      }),
    },
  ],
  [
    'numbers were drawn without registering',
    {
      runs: (runs) => ({
        ...runs,
        start: async (request) => {
          const run = await runs.start(request)
          await runs.end(run)
          return run
        },
      }),
    },
  ],
  ['runs wrote on after their deadline', { ignoresDeadlines: true }],
  [
    'a run was ended while a write of it was under way',
    {
      doInRun: async (ctx, request, work) => {
        const run = await ctx.runs.start(request)
        try {
          return await work(ctx, run)
        } finally {
          await ctx.runs.end(run)
        }
      },
    },
  ],
  [
    'silence counted as a refusal',
    {
      doInRun: (ctx, request, work) =>
        inRun({ ...ctx, store: { ...ctx.store, isRefusal: () => true } }, request, work),
    },
  ],
  [
    'writers wrote over what they have not seen',
    {
      store: (store) => ({
        ...store,
        putSim: async (next) => {
          const { iccid } = next
          return store.putSim(next, (await store.findSims([iccid])).get(iccid))
        },
        putAddress: async (next) => {
          const { address } = next
          return store.putAddress(next, (await store.findAddresses([address])).get(address))
        },
      }),
    },
  ],
]
