import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connectAsync } from 'mqtt'
import { simsCommand } from './inventory-import.ts'
import type { LoadClient } from './mqtt-load.ts'

/** Seconds from starting the command that suspends a SIM until its connected device has lost the connection. */
export const timeSuspension = async (
  directory: string,
  { options }: LoadClient,
): Promise<number> => {
  const device = await connectAsync({ ...options, reconnectPeriod: 0 })
  const closed = new Promise<void>((resolve) => device.once('close', () => resolve()))
  const start = performance.now()
  const args = [
    ...(await simsCommand()),
    'suspend',
    options.clientId ?? '',
    '--local',
    '--dir',
    directory,
  ]
  const child = spawn('node', args, { stdio: 'ignore' })
  const exited = once(child, 'exit')
  await closed
  const seconds = (performance.now() - start) / 1000
  // It disconnects a second time, whoever was just being admitted.
  const [status] = await exited
  if (status !== 0) throw new Error(`expected exit status 0 of suspend, got ${status}`)
  return seconds
}
