import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryGround } from '../../support/reassignment/memory-ground.ts'
import { playScenario, type Sabotage } from '../../support/reassignment/play-scenario.ts'
import { SABOTAGES } from '../../support/reassignment/sabotages.ts'
import { type Scenario, scenarios } from '../../support/reassignment/scenario.ts'

const play = (scenario: Scenario, scheduler: fc.Scheduler, sabotage?: Sabotage) => {
  const ground = memoryGround((label) => scheduler.schedule(Promise.resolve(), label))
  return scheduler.waitFor(playScenario(scenario, ground, sabotage))
}

/** Each sabotage comes to light within some thousand schedules; from here on, always the same ones. */
const SEED = 2

describe('reassignment, in any interleaving and with crashes anywhere', () => {
  it('answers no address with a SIM that a later completed run has elsewhere, and settles in the end', async () => {
    await fc.assert(
      fc.asyncProperty(scenarios, fc.scheduler(), async (scenario, scheduler) => {
        const { faults, unreachable } = await play(scenario, scheduler)

        expect({ faults, unreachable }).toEqual({ faults: [], unreachable: [] })
      }),
      { numRuns: 1500 },
    )
  })

  it.each(SABOTAGES)('would answer wrongly if %s', async (_, sabotage) => {
    const { failed } = await fc.check(
      fc.asyncProperty(scenarios, fc.scheduler(), async (scenario, scheduler) => {
        const { faults } = await play(scenario, scheduler, sabotage)

        return faults.length === 0
      }),
      { seed: SEED, numRuns: 20_000, endOnFailure: true },
    )

    expect(failed).toBe(true)
  })
})
