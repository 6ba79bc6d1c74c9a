import { describe, expect, it } from 'vitest'
import type { Iccid } from '../../../../domain/iccid.ts'
import { parseIccid } from '../../../../domain/iccid.ts'
import { endInBackground } from '../../../../domain/inventory/sync/end-in-background.ts'

const iccids = Array.from({ length: 5 }, (_, index) => parseIccid(`898828066600000000${index}`))

/** Endings that are answered when somebody says so. */
const slowSessions = () => {
  const begun: Iccid[] = []
  const answers: (() => void)[] = []
  const end = (iccid: Iccid) => {
    begun.push(iccid)
    return new Promise<void>((resolve) => answers.push(resolve))
  }
  return { begun, answers, end }
}
const settle = () => new Promise((resolve) => setImmediate(resolve))

describe('endInBackground', () => {
  it('keeps nobody waiting, and ends a few at once', async () => {
    const { begun, answers, end } = slowSessions()
    const { sessions } = endInBackground({ end }, 2)

    for (const iccid of iccids) await sessions.end(iccid)

    expect(begun).toEqual(iccids.slice(0, 2))
    answers[0]?.()
    await settle()
    expect(begun).toEqual(iccids.slice(0, 3))
  })

  it('goes on after a failure', async () => {
    const begun: Iccid[] = []
    const end = async (iccid: Iccid) => {
      begun.push(iccid)
      throw new Error('expected a session')
    }
    const { sessions } = endInBackground({ end }, 1)

    for (const iccid of iccids) await sessions.end(iccid)
    await settle()

    expect(begun).toEqual(iccids)
  })

  it('begins no more once it is stopped', async () => {
    const { begun, answers, end } = slowSessions()
    const { sessions, stop } = endInBackground({ end }, 2)
    for (const iccid of iccids) await sessions.end(iccid)

    stop()
    for (const answer of answers) answer()
    await settle()

    expect(begun).toEqual(iccids.slice(0, 2))
  })
})
