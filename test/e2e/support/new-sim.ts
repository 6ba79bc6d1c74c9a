import { randomInt } from 'node:crypto'
import { putSim, type Sim } from './aws.ts'

/** Digits of a number, filled up with leading zeros. */
const digits = (value: number, length: number): string => String(value).padStart(length, '0')

/** A loopback address outside the demo inventory, and an ICCID (ITU-T E.118: 89, then country and issuer). */
export const strangerSim = (): Sim => ({
  iccid: `8988${digits(randomInt(10 ** 8), 8)}${digits(randomInt(10 ** 7), 7)}`,
  address: `127.${randomInt(1, 255)}.${randomInt(256)}.${randomInt(1, 255)}`,
})

/**
 * Puts a SIM of its own for one test into the inventory. AWS IoT Core lets a client id connect once a second
 * and keeps one session for it, so tests that shared SIMs would disturb each other.
 */
export const newSim = async (): Promise<Sim> => {
  const sim = strangerSim()
  await putSim(sim)
  return sim
}
