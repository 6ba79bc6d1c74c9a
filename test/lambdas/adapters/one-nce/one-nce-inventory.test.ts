import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseIccid } from '../../../../domain/iccid.ts'
import {
  type OneNceSettings,
  oneNceInventory,
} from '../../../../lambdas/adapters/one-nce/one-nce-inventory.ts'
import {
  anApiSim,
  CREDENTIALS,
  type Fault,
  type OperatorApi,
  startOperatorApi,
} from '../../../support/operator-api.ts'
import { reasonOf } from '../../../support/refusal.ts'

let api: OperatorApi
beforeEach(async () => {
  api = await startOperatorApi()
})
afterEach(() => api.close())

const settingsOf = (changes: Partial<OneNceSettings> = {}): OneNceSettings => ({
  url: api.url,
  credentials: async () => CREDENTIALS,
  iccidForm: 'iccid',
  concurrency: 4,
  maxSims: 10_000,
  limits: { timeout: 300, maxBodyBytes: 1_000_000 },
  retry: { retries: 2, minTimeout: 1, maxTimeout: 5, maxRetryAfter: 20 },
  ...changes,
})
const never = new AbortController().signal
const inventoryOf = (changes: Partial<OneNceSettings> = {}) =>
  oneNceInventory(settingsOf(changes))(never)

const sims = (count: number) => Array.from({ length: count }, (_, index) => anApiSim(index + 1))
const pagesAsked = () => api.requests.flatMap(({ page }) => (page === undefined ? [] : [page]))
const status = (code: number, headers?: Record<string, string>): Fault => ({
  kind: 'status',
  status: code,
  ...(headers && { headers }),
})

describe('oneNceInventory', () => {
  it('lists every SIM of every page once, a hundred a page', async () => {
    api.sims = sims(1234)

    const { entries, unreadable } = await inventoryOf().list()

    expect(entries).toHaveLength(1234)
    expect(entries[233]).toEqual({
      iccid: '8988280666000000234',
      address: '10.64.0.234',
      status: 'active',
      imsi: '901405100000234',
      msisdn: '882285100000234',
    })
    expect(unreadable).toEqual([])
    expect(pagesAsked().toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 13 }, (_, index) => index + 1),
    )
    expect(new Set(api.requests.map(({ pageSize }) => pageSize))).toEqual(new Set([undefined, 100]))
    expect(api.mostConcurrent).toBeLessThanOrEqual(4)
  })

  it.each([0, 1])('ends on an empty inventory of %i pages', async (pages) => {
    api.totalPages = () => pages

    expect(await inventoryOf().list()).toEqual({ entries: [], unreadable: [] })
    expect(pagesAsked()).toEqual([1])
  })

  it('knows SIMs by their ICCID with the Luhn digit where that is set', async () => {
    api.sims = sims(1)

    const { entries } = await inventoryOf({ iccidForm: 'iccid_with_luhn' }).list()

    expect(entries[0]?.iccid).toBe('89882806660000000010')
  })

  it.each([401, 403])(
    'uses a token until it is refused with %i, and then gets one new one for all',
    async (status) => {
      api.sims = sims(900)
      api.refusesWith = status
      const list = oneNceInventory(settingsOf())
      await list(never).list()
      expect(api.tokensIssued).toBe(1)

      api.tokens.clear()
      const { entries } = await list(never).list()

      expect(entries).toHaveLength(900)
      expect(api.tokensIssued).toBe(2)
    },
  )

  it('goes on when the token ends between two pages', async () => {
    api.sims = sims(900)
    api.beforePage = (page) => {
      if (page === 5 && api.tokensIssued === 1) api.tokens.clear()
    }

    expect((await inventoryOf().list()).entries).toHaveLength(900)
    expect(api.tokensIssued).toBe(2)
  })

  it.each<[string, Fault]>([
    ['a server error', status(500)],
    ['a bad gateway', status(502)],
    ['throttling', status(429)],
    ['throttling with a time', status(429, { 'retry-after': '1' })],
    ['throttling with a date', status(429, { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' })],
    ['silence', { kind: 'hang' }],
    ['a connection that breaks', { kind: 'cut' }],
    ['cut JSON', { kind: 'body', body: '[{"iccid":"8988', headers: { 'x-total-pages': '2' } }],
    ['HTML', { kind: 'body', body: '<html>Maintenance</html>' }],
    ['no page count', { kind: 'body', body: '[]' }],
    [
      'another page',
      { kind: 'body', body: '[]', headers: { 'x-total-pages': '2', 'x-current-page': '7' } },
    ],
  ])('tries again after %s', async (_, fault) => {
    api.sims = sims(150)
    api.faults = [fault]
    api.tokenFaults = [fault]

    expect((await inventoryOf().list()).entries).toHaveLength(150)
  })

  it('comes back no earlier than Retry-After says', async () => {
    api.sims = sims(1)
    api.busyUntil = Date.now() + 900
    const retry = { retries: 1, minTimeout: 1, maxTimeout: 1, maxRetryAfter: 5000 }

    expect((await inventoryOf({ retry }).list()).entries).toHaveLength(1)
  })

  it('waits for no absurd Retry-After', async () => {
    api.sims = sims(1)
    api.faults = [status(429, { 'retry-after': '3600' })]

    expect((await inventoryOf().list()).entries).toHaveLength(1)
  })

  it.each<[string, Fault, string]>([
    ['server errors', status(503), 'INVENTORY_UNAVAILABLE'],
    ['throttling', status(429), 'INVENTORY_UNAVAILABLE'],
    ['silence', { kind: 'hang' }, 'INVENTORY_UNAVAILABLE'],
    ['broken connections', { kind: 'cut' }, 'INVENTORY_UNAVAILABLE'],
    ['HTML', { kind: 'body', body: '<html>' }, 'INVENTORY_MALFORMED'],
    ['an object', { kind: 'body', body: '{"sims":[]}' }, 'INVENTORY_MALFORMED'],
    [
      'SIMs on zero pages',
      { kind: 'body', body: '[{}]', headers: { 'x-total-pages': '0' } },
      'INVENTORY_MALFORMED',
    ],
    [
      'far too many pages',
      { kind: 'body', body: '[{}]', headers: { 'x-total-pages': '1000000' } },
      'INVENTORY_MALFORMED',
    ],
  ])('gives up on %s that do not pass', async (_, fault, reason) => {
    api.faults = Array.from({ length: 3 }, () => fault)

    expect(await reasonOf(() => inventoryOf().list())).toBe(reason)
    expect(api.faults).toEqual([])
  })

  it('takes no page of more SIMs than it asked for', async () => {
    const body = JSON.stringify(sims(101))
    api.faults = Array.from({ length: 3 }, () => ({
      kind: 'body',
      body,
      headers: { 'x-total-pages': '1' },
    }))

    expect(await reasonOf(() => inventoryOf().list())).toBe('INVENTORY_MALFORMED')
  })

  it('reads no page of an inventory that does not fit into memory', async () => {
    api.sims = sims(1201)

    expect(await reasonOf(() => inventoryOf({ maxSims: 1000 }).list())).toBe('INVENTORY_TOO_LARGE')
    expect(pagesAsked()).toEqual([1])
  })

  const holeOn = (hole: number, last = 3) => {
    const pageOf = (page: number) =>
      JSON.stringify(page === hole ? [] : sims(page * 100).slice((page - 1) * 100))
    return Array.from(
      { length: last },
      (_, index): Fault => ({
        kind: 'body',
        body: pageOf(index + 1),
        headers: { 'x-total-pages': '3' },
      }),
    )
  }

  it.each([1, 2, 3])('reads again when page %i of three is empty', async (hole) => {
    api.sims = sims(300)
    api.faults = holeOn(hole)

    expect((await inventoryOf({ concurrency: 1 }).list()).entries).toHaveLength(300)
    expect(pagesAsked()).toEqual([1, 2, 3, 1, 2, 3])
  })

  it('does not believe an empty page in the middle that stays', async () => {
    api.faults = [1, 2, 3].flatMap(() => holeOn(2))

    expect(await reasonOf(() => inventoryOf({ concurrency: 1 }).list())).toBe('INVENTORY_UNSTABLE')
  })

  it.each<[string, Fault, string]>([
    ['a wrong path', status(404), 'INVENTORY_MALFORMED'],
    ['a body that does not end', { kind: 'endless' }, 'INVENTORY_MALFORMED'],
  ])('does not try again after %s', async (_, fault, reason) => {
    api.faults = [fault]

    expect(await reasonOf(() => inventoryOf().list())).toBe(reason)
    expect(pagesAsked()).toEqual([1])
  })

  it('follows no redirect', async () => {
    const other = await startOperatorApi()
    api.faults = [status(302, { location: `${other.url}/v1/sims?page=1` })]

    expect(await reasonOf(() => inventoryOf().list())).toBe('INVENTORY_MALFORMED')
    expect(other.requests).toEqual([])
    await other.close()
  })

  it('is denied with wrong credentials, asks once, and says nothing of them', async () => {
    const credentials = async () => ({ username: 'mallory', password: 'hunter2' })

    const refusal = await inventoryOf({ credentials })
      .list()
      .catch((error: unknown) => error)

    expect(refusal).toMatchObject({ code: 'INVENTORY_DENIED' })
    expect(JSON.stringify([refusal, String(refusal)])).not.toMatch(/mallory|hunter2|Basic/)
    expect(api.requests).toHaveLength(1)
  })

  it.each([401, 403])('is denied when a new token is refused with %i as well', async (refusal) => {
    api.faults = [status(refusal), status(refusal)]

    expect(await reasonOf(() => inventoryOf().list())).toBe('INVENTORY_DENIED')
    expect(api.tokensIssued).toBe(2)
  })

  it('takes no token that could not stand in a header', async () => {
    const body = JSON.stringify({ access_token: 'hunter2\r\nx-injected: 1' })
    api.tokenFaults = Array.from({ length: 3 }, () => ({ kind: 'body', body }))

    const refusal = await inventoryOf()
      .list()
      .catch((error: unknown) => error)

    expect(refusal).toMatchObject({ code: 'INVENTORY_MALFORMED' })
    expect(String(refusal)).not.toContain('hunter2')
  })

  it('lists again when the number of pages changes meanwhile', async () => {
    api.sims = sims(300)
    api.beforePage = (page) => {
      if (page === 3 && api.sims.length === 300) api.sims = sims(350)
    }

    expect((await inventoryOf({ concurrency: 1 }).list()).entries).toHaveLength(350)
  })

  it('lists again when a SIM is on two pages with two states', async () => {
    api.sims = sims(200)
    let isChanged = false
    api.beforePage = (page) => {
      if (page === 1 && isChanged) api.sims = sims(200)
      if (page !== 2 || isChanged) return
      isChanged = true
      api.sims = api.sims.with(150, anApiSim(1, { status: 'Disabled' }))
    }

    const { entries } = await inventoryOf({ concurrency: 1 }).list()

    expect(entries).toHaveLength(200)
    expect(pagesAsked()).toEqual([1, 2, 1, 2])
  })

  it.each([1, 2])('believes no hole in the middle, at page %i', async (hole) => {
    const all = sims(250)
    api.totalPages = () => 3
    api.beforePage = (page) => {
      api.sims = page === hole ? [] : all
    }

    expect(await reasonOf(() => inventoryOf().list())).toBe('INVENTORY_UNSTABLE')
  })

  it('takes no page of more SIMs than it has asked for', async () => {
    const body = JSON.stringify(sims(101))
    const fault: Fault = { kind: 'body', body, headers: { 'x-total-pages': '1' } }
    api.faults.push(fault, fault, fault)

    expect(await reasonOf(() => inventoryOf().list())).toBe('INVENTORY_MALFORMED')
  })

  it('lists a SIM once that slid to the next page', async () => {
    api.sims = sims(150)
    api.beforePage = (page) => {
      if (page === 2) api.sims = [anApiSim(999), ...sims(150)]
    }

    const { entries } = await inventoryOf({ concurrency: 1 }).list()

    expect(entries).toHaveLength(150)
    expect(new Set(entries.map(({ iccid }) => iccid)).size).toBe(150)
  })

  it('gives up on an inventory that changes each time', async () => {
    api.sims = sims(300)
    let reads = 0
    api.totalPages = (count) => {
      reads += 1
      return count + (reads % 2)
    }

    expect(await reasonOf(() => inventoryOf({ concurrency: 1 }).list())).toBe('INVENTORY_UNSTABLE')
    expect(pagesAsked().filter((page) => page === 1)).toHaveLength(3)
  })

  it('stops when the time of the run is over', async () => {
    api.sims = sims(300)
    const controller = new AbortController()
    api.beforePage = () => controller.abort()

    const list = oneNceInventory(settingsOf())(controller.signal)

    expect(await reasonOf(() => list.list())).toBe('INVENTORY_UNAVAILABLE')
  })

  it('says which SIMs it cannot read, and reads the others', async () => {
    api.sims = [...sims(2), anApiSim(3, { status: 'Dormant' }), anApiSim(4, { iccid: 4 })]

    const { entries, unreadable } = await inventoryOf().list()

    expect(entries).toHaveLength(2)
    expect(unreadable).toEqual([
      {
        place: 'page 1, element 3',
        code: 'INVALID_STATUS',
        message: 'expected Enabled or Disabled, got "Dormant"',
        iccid: parseIccid('8988280666000000003'),
      },
      {
        place: 'page 1, element 4',
        code: 'INVALID_ICCID',
        message: 'expected an ICCID of 18 to 20 digits, got number',
      },
    ])
  })
})
