import { describe, expect, it } from 'vitest'
import { clientSettings } from './support/client-settings.ts'
import { newSim } from './support/new-sim.ts'
import { onboard } from './support/onboard.ts'
import { subscribeAndReceive } from './support/subscribe-and-receive.ts'

describe("the vendor's JavaScript snippet", () => {
  it.each(['standard', 'compact'] as const)(
    'subscribes over wss-custom-auth with a %s pass and receives',
    async (layout) => {
      const sim = await newSim()
      const pass = await onboard(sim.address, layout)
      const args = ['test/e2e/support/vendor-snippet.mjs', JSON.stringify(pass), `${sim.iccid}/#`]

      const { code, stdout } = await subscribeAndReceive(
        sim,
        { command: process.execPath, args, env: clientSettings(sim) },
        { topic: 'commands', payload: 'restart' },
      )

      expect(code).toBe(0)
      expect(stdout).toContain(`received ${sim.iccid}/commands restart\n`)
      expect(stdout).not.toMatch(/MQTT client error|offline mode|reconnected/)
    },
  )
})
