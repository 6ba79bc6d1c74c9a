import type { RequestListener } from 'node:http'
import { S3Client } from '@aws-sdk/client-s3'
import { afterEach, describe, expect, it } from 'vitest'
import { s3CsvInventory } from '../../../lambdas/adapters/s3-csv-inventory.ts'
import {
  awsSettingsOf,
  type LoopbackServer,
  startLoopbackServer,
} from '../../support/loopback-server.ts'
import { reasonOf } from '../../support/refusal.ts'

let server: LoopbackServer
afterEach(() => server.close())

const never = new AbortController().signal
const inventoryOf = async (listener: RequestListener, signal = never, maxSims = 1000) => {
  server = await startLoopbackServer(listener)
  const client = new S3Client(awsSettingsOf(server))
  return s3CsvInventory(client, { bucket: 'fleet', key: 'inventory/sims 1.csv' }, maxSims)(signal)
}
const answer =
  (body: string): RequestListener =>
  (_, response) => {
    response.writeHead(200, { 'content-length': Buffer.byteLength(body) })
    for (const byte of Buffer.from(body)) response.write(Buffer.of(byte))
    response.end()
  }
const xmlError =
  (status: number, code: string): RequestListener =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/xml' })
    response.end(`<Error><Code>${code}</Code><Message>no</Message></Error>`)
  }

const FILE =
  'iccid,address,status\n8988280666000000001,10.64.0.1,active\n8988280666000000002,10.64.0.2,\n'

describe('s3CsvInventory', () => {
  it('reads the rows of the object', async () => {
    const paths: (string | undefined)[] = []
    const inventory = await inventoryOf((request, response) => {
      paths.push(request.url?.split('?')[0])
      answer(FILE)(request, response)
    })

    const { entries, unreadable } = await inventory.list()

    expect(entries).toEqual([
      { iccid: '8988280666000000001', address: '10.64.0.1', status: 'active' },
      { iccid: '8988280666000000002', address: '10.64.0.2' },
    ])
    expect(unreadable).toEqual([])
    expect(paths).toEqual(['/fleet/inventory/sims%201.csv'])
  })

  it('says which rows it cannot read, and reads the others', async () => {
    const inventory = await inventoryOf(answer(`${FILE}8988280666000000003,10.64.0.300,active\n`))

    const { entries, unreadable } = await inventory.list()

    expect(entries).toHaveLength(2)
    expect(unreadable).toMatchObject([
      { place: 'line 4', code: 'INVALID_ADDRESS', iccid: '8988280666000000003' },
    ])
  })

  it('reads that a SIM is suspended whose address it cannot read', async () => {
    const rows = ['3,10.64.0.300,suspended', '4,10.64.0.300,active', '5,10.64.0.300,gone']
    const inventory = await inventoryOf(
      answer(`${FILE}${rows.map((row) => `898828066600000000${row}\n`).join('')}`),
    )

    const { unreadable } = await inventory.list()

    expect(unreadable.map(({ isSuspended }) => isSuspended)).toEqual([true, undefined, undefined])
  })

  it('takes no more SIMs than fit into memory', async () => {
    const inventory = await inventoryOf(answer(FILE), never, 1)

    expect(await reasonOf(() => inventory.list())).toBe('INVENTORY_TOO_LARGE')
  })

  it('says that an object may not be there where S3 only denies it', async () => {
    const inventory = await inventoryOf(xmlError(403, 'AccessDenied'))

    await expect(inventory.list()).rejects.toThrow('not there')
  })

  it.each<[string, RequestListener, string]>([
    ['no header row', answer(''), 'INVENTORY_MALFORMED'],
    ['nothing below the header row', answer('iccid,address\n'), 'INVENTORY_MALFORMED'],
    ['no permission', xmlError(403, 'AccessDenied'), 'INVENTORY_DENIED'],
    ['no object', xmlError(404, 'NoSuchKey'), 'INVENTORY_UNAVAILABLE'],
    ['a fault of S3', xmlError(500, 'InternalError'), 'INVENTORY_UNAVAILABLE'],
    [
      'an object that breaks off',
      (_, response) => {
        response.writeHead(200, { 'content-length': '1000000' })
        response.write(FILE, () => response.destroy())
      },
      'INVENTORY_UNAVAILABLE',
    ],
  ])('fails on %s', async (_, listener, reason) => {
    const inventory = await inventoryOf(listener)

    expect(await reasonOf(() => inventory.list())).toBe(reason)
  })

  it('stops when the time of the run is over, in the middle of the object', async () => {
    const controller = new AbortController()
    const inventory = await inventoryOf((_, response) => {
      response.writeHead(200, { 'content-length': '1000000' })
      response.write(FILE, () => setImmediate(() => controller.abort()))
    }, controller.signal)

    expect(await reasonOf(() => inventory.list())).toBe('INVENTORY_UNAVAILABLE')
  })
})
