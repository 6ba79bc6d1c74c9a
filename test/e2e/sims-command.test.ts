import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { MqttClient } from 'mqtt'
import { describe, expect, it, onTestFinished } from 'vitest'
import { credentialsIn, queryOf } from './support/credentials.ts'
import { attemptConnect, connectDevice, publishOverHttps } from './support/iot-core.ts'
import { strangerSim } from './support/new-sim.ts'
import { askDeviceApi, onboard } from './support/onboard.ts'
import {
  forgetKilledImports,
  inventoryFile,
  jsonLines,
  keptLine,
  newFleet,
  runSims,
  runSimsInShell,
  startSims,
  toCsv,
} from './support/run-sims.ts'

const untilClosed = (device: MqttClient): Promise<void> =>
  new Promise((resolve) => {
    device.once('close', () => resolve())
  })

/** Each run of the command is a process of its own, which takes a second or more to start on a busy machine. */
const SLOW_MS = 120_000

describe('npm run sims -- import', { timeout: SLOW_MS }, () => {
  it('takes SIMs over once, and changes nothing the second time', async () => {
    const { sims, network } = newFleet(60)
    const file = inventoryFile(toCsv(sims))

    const first = await runSims('import', file, '--json')
    const second = await runSims('import', file, '--json')
    const listed = await runSims('list', '--address', network, '--json')

    expect(first).toMatchObject({ code: 0 })
    expect(jsonLines(first)).toMatchObject([{ rows: 60, added: 60, problemCount: 0 }])
    expect(jsonLines(second)).toMatchObject([{ rows: 60, added: 0, moved: 0, unchanged: 60 }])
    expect(
      jsonLines(listed)
        .map(({ iccid }) => iccid)
        .sort(),
    ).toEqual(sims.map(({ iccid }) => iccid).sort())
  })

  it('tells bad rows by their line, and exits with 3', async () => {
    const { sims } = newFleet(2)
    const bad = '8.98828E+18,10.0.0.1\n'

    const exit = await runSims('import', inventoryFile(`${toCsv(sims)}${bad}`))

    expect(exit.code).toBe(3)
    expect(exit.stdout).toMatch(/2 +added/)
    expect(exit.stderr).toContain('line 4: SPREADSHEET_DAMAGE')
  })

  it('does not write its errors over the file that it reads', async () => {
    const { sims } = newFleet(2)
    const file = inventoryFile(toCsv(sims))

    const exit = await runSims('import', file, '--errors', `./${relative('.', file)}`)

    expect(exit.code).toBe(2)
    expect(readFileSync(file, 'utf8')).toBe(toCsv(sims))
  })

  it('goes on where it was killed', async () => {
    const { sims, network } = newFleet(2000)
    const text = toCsv(sims)
    const file = inventoryFile(text)
    const sha256 = createHash('sha256').update(text).digest('hex')
    onTestFinished(forgetKilledImports)

    const killed = startSims('import', file)
    let kept: number | undefined
    while (kept === undefined) kept = (await keptLine(sha256)) ?? (await delay(10))
    killed.kill('SIGKILL')
    await killed.exited
    const resumed = await runSims('import', file, '--json')
    const listed = await runSims('list', '--address', network, '--json')

    expect(resumed.code).toBe(0)
    expect(resumed.stderr).toMatch(/resuming after line \d+/)
    const [summary] = jsonLines(resumed)
    expect(summary?.resumedAfter).toBeGreaterThanOrEqual(kept)
    expect(summary?.applied).toBe(2001 - Number(summary?.resumedAfter))
    expect(jsonLines(listed)).toHaveLength(2000)
    expect(await keptLine(sha256)).toBeUndefined()
  })

  it.each([
    ['no such file', ['import', 'no-such-file.csv'], 2],
    ['an unknown command', ['explode'], 2],
    ['no ICCID', ['show'], 2],
    ['a SIM that is not there', ['show', '8988280666999999999'], 1],
    ['--help', ['revoke', '--help'], 0],
  ])('exits for %s as documented', async (_, args, code) => {
    expect((await runSims(...args)).code).toBe(code)
  })
})

describe('npm run sims, when nobody reads on', { timeout: SLOW_MS }, () => {
  it('suspends all of a list, and does not say that all is well', async () => {
    const { sims, network } = newFleet(200)
    await runSims('import', inventoryFile(toCsv(sims)))
    const list = inventoryFile(sims.map(({ iccid }) => `${iccid}\n`).join(''))

    const piped = await runSimsInShell('suspend -', `< ${list} | head -1; exit $PIPESTATUS`)
    const listed = await runSims('list', '--address', network, '--status', 'suspended', '--json')

    expect(piped.code).toBe(1)
    expect(piped.stdout.trim().split('\n')).toHaveLength(1)
    expect(piped.stderr).toContain('sessions are ended once more')
    expect(piped.stderr).toContain('FILE_UNWRITABLE')
    const sessions = jsonLines(listed).map(({ endsSession }) => endsSession)
    expect(sessions).toEqual(sims.map(() => false))
  })
})

describe('npm run sims, beside a connected device', { timeout: SLOW_MS }, () => {
  it('suspend disconnects it and refuses its token; resume lets it in again', async () => {
    const { iccid, address } = strangerSim()
    const added = await runSims('add', iccid, address, '--label', '=1+1', '--json')
    const { username } = await onboard(address)
    const device = await connectDevice({ clientId: iccid, username })
    const disconnected = untilClosed(device)

    const suspended = await runSims('suspend', iccid, '--json')
    await disconnected
    const query = queryOf(credentialsIn(username))
    const refused = await publishOverHttps(`${iccid}/test`, query, 'hello')
    const notOnboarded = await askDeviceApi({ address })
    const resumed = await runSims('resume', iccid)
    const admitted = await publishOverHttps(`${iccid}/test`, query, 'hello')

    expect(jsonLines(added)).toMatchObject([{ iccid, address, status: 'active', label: '=1+1' }])
    expect(jsonLines(suspended)).toMatchObject([{ status: 'suspended', suspendedBy: 'operator' }])
    expect(refused.status).toBe(403)
    expect(notOnboarded.status).toBe(404)
    expect(resumed.code).toBe(0)
    expect(admitted.status).toBe(200)
  })

  it('revoke disconnects it and refuses its token, and it may onboard again', async () => {
    const { iccid, address } = strangerSim()
    await runSims('add', iccid, address)
    const { username } = await onboard(address)
    const device = await connectDevice({ clientId: iccid, username })
    const disconnected = untilClosed(device)

    const revoked = await runSims('revoke', iccid)
    await disconnected
    const { outcome } = await attemptConnect({ clientId: iccid, username })
    const fresh = await onboard(address)
    const answer = await publishOverHttps(
      `${iccid}/test`,
      queryOf(credentialsIn(fresh.username)),
      'hello',
    )

    expect(revoked.code).toBe(0)
    expect(outcome).toBe(5)
    expect(answer.status).toBe(200)
  })

  it('move takes the old address from it, and gives it the new one', async () => {
    const { iccid, address } = strangerSim()
    const other = strangerSim().address
    await runSims('add', iccid, address)

    const moved = await runSims('move', iccid, other, '--json')
    const atOld = await askDeviceApi({ address })
    const { clientId } = await onboard(other)
    const shown = await runSims('show', other, '--json')

    expect(jsonLines(moved)).toMatchObject([{ iccid, address: other }])
    expect(atOld.status).toBe(404)
    expect(clientId).toBe(iccid)
    expect(jsonLines(shown)).toMatchObject([{ iccid, address: other, addressNames: iccid }])
  })

  it('remove takes it out, and the export no longer has it', async () => {
    const kept = strangerSim()
    const gone = strangerSim()
    await runSims('add', kept.iccid, kept.address, '--label', '=cmd()')
    await runSims('add', gone.iccid, gone.address)

    const unasked = await runSims('remove', gone.iccid)
    const removed = await runSims('remove', gone.iccid, '--yes')
    const onboarding = await askDeviceApi({ address: gone.address })
    const { stdout } = await runSims('export')

    expect(unasked.code).toBe(2)
    expect(removed.code).toBe(0)
    expect(onboarding.status).toBe(404)
    expect(stdout).not.toContain(gone.iccid)
    expect(stdout).toContain(`${kept.iccid},${kept.address},,,"'=cmd()",active`)
  })
})
