import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LocalAws, startLocalAws } from '../../support/local-aws.ts'
import { dynamoDbGround } from '../../support/reassignment/dynamodb-ground.ts'
import { playScenario, type Sabotage } from '../../support/reassignment/play-scenario.ts'
import { SABOTAGES } from '../../support/reassignment/sabotages.ts'
import { type Scenario, scenarios } from '../../support/reassignment/scenario.ts'

let aws: LocalAws
let count = 0
beforeAll(async () => {
  aws = await startLocalAws()
})
afterAll(() => aws.close())

const play = async (scenario: Scenario, scheduler: fc.Scheduler, sabotage?: Sabotage) => {
  count += 1
  const ground = await dynamoDbGround(aws, `world-${count}`, (label) =>
    scheduler.schedule(Promise.resolve(), label),
  )
  return scheduler.waitFor(playScenario(scenario, ground, sabotage))
}

describe('reassignment in DynamoDB', () => {
  it('answers no address with a SIM that a later completed run has elsewhere, and settles in the end', async () => {
    await fc.assert(
      fc.asyncProperty(scenarios, fc.scheduler(), async (scenario, scheduler) => {
        const { faults, unreachable } = await play(scenario, scheduler)

        expect({ faults, unreachable }).toEqual({ faults: [], unreachable: [] })
      }),
      { numRuns: 12 },
    )
  })

  it('would answer wrongly if onboarding believed the table of addresses alone', async () => {
    const sabotage = SABOTAGES.find(([name]) => name.startsWith('onboarding'))?.[1]
    const { failed } = await fc.check(
      fc.asyncProperty(scenarios, fc.scheduler(), async (scenario, scheduler) => {
        const { faults } = await play(scenario, scheduler, sabotage)

        return faults.length === 0
      }),
      { numRuns: 200, endOnFailure: true },
    )

    expect(failed).toBe(true)
  })
})
