import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type CsvOptions,
  type CsvRow,
  readInventoryCsv,
} from '../../../../lambdas/adapters/inventory-csv/read-inventory-csv.ts'

const A = '8988280666000000001'
const B = '8988280666000000002'
const C = '8988280666000000003'

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

const readBytes = async (bytes: Uint8Array, options?: CsvOptions, size = 7): Promise<CsvRow[]> => {
  const rows: CsvRow[] = []
  for await (const row of readInventoryCsv(inChunks(bytes, size), options)) rows.push(row)
  return rows
}

const read = (text: string, options?: CsvOptions, size?: number): Promise<CsvRow[]> =>
  readBytes(Buffer.from(text), options, size)

/** What a test compares: an entry without what is absent, or the place and the code. */
const brief = (row: CsvRow) =>
  'entry' in row
    ? [row.line, ...Object.values(row.entry).filter((value) => value !== undefined)]
    : [row.line, row.code]

const utf16be = (text: string): Uint8Array => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()

const TWO = `iccid,address\n${A},10.0.0.1\n${B},10.0.0.2\n`
const TWO_ROWS = [
  [2, A, '10.0.0.1'],
  [3, B, '10.0.0.2'],
]

describe('readInventoryCsv', () => {
  it('reads every column', async () => {
    const rows = await read(
      `iccid,address,imsi,msisdn,label,status\n${A},2001:DB8::1,901405100000018,+882285100000018, pump 7 ,Disabled\n`,
    )

    expect(rows).toEqual([
      {
        line: 2,
        entry: {
          iccid: A,
          address: '2001:db8::1',
          imsi: '901405100000018',
          msisdn: '882285100000018',
          label: 'pump 7',
          status: 'suspended',
        },
      },
    ])
  })

  it.each<[string, Uint8Array]>([
    ['LF', Buffer.from(TWO)],
    ['CRLF', Buffer.from(TWO.replaceAll('\n', '\r\n'))],
    ['CR', Buffer.from(TWO.replaceAll('\n', '\r'))],
    ['no line end at the end', Buffer.from(TWO.trimEnd())],
    ['UTF-8 with its mark', Buffer.from(`\ufeff${TWO}`)],
    ['UTF-16 LE', Buffer.from(`\ufeff${TWO}`, 'utf16le')],
    ['UTF-16 BE', utf16be(TWO)],
    ['semicolons', Buffer.from(TWO.replaceAll(',', ';'))],
    ['tabs', Buffer.from(TWO.replaceAll(',', '\t'))],
    ['the delimiter in a line of its own', Buffer.from(`sep=;\n${TWO.replaceAll(',', ';')}`)],
    ['quotes everywhere', Buffer.from(TWO.replaceAll(/[^,\n]+/g, '"$&"'))],
    ['a byte a chunk', Buffer.from(TWO)],
  ])('reads a file with %s', async (name, bytes) => {
    const rows = await readBytes(bytes, {}, name === 'a byte a chunk' ? 1 : 1000)

    expect(rows.map((row) => brief(row).slice(1))).toEqual(TWO_ROWS.map((row) => row.slice(1)))
  })

  it.each([
    ['the API', 'iccid,iccid_with_luhn,imsi,imsi_2,msisdn,imei,status,ip_address,label'],
    ['the portal', 'Status,ICCID,IMSI,MSISDN,IP Address,Label,IMEI'],
    ['another order and case', 'IP-ADDRESS,Iccid'],
  ])('knows the columns of %s', async (_, header) => {
    const cells = header
      .split(',')
      .map((name) => (/^iccid$/i.test(name) ? A : /^ip/i.test(name) ? '10.0.0.1' : ''))

    expect((await read(`${header}\n${cells.join(',')}\n`)).map(brief)).toEqual([[2, A, '10.0.0.1']])
  })

  it('takes the form with the Luhn digit only when it is asked for', async () => {
    const file = 'iccid_with_luhn,address\n89882806660000000015,10.0.0.1\n'

    const rows = await read(file, { iccidForm: 'iccid_with_luhn' })

    expect(rows.map(brief)).toEqual([[2, '89882806660000000015', '10.0.0.1']])
    await expect(read(file)).rejects.toMatchObject({
      code: 'INVENTORY_MALFORMED',
      message: expect.stringContaining('has to be asked for'),
    })
  })

  it.each([
    ['nothing', '', 'got an empty file'],
    ['other columns', 'a,b\n1,2\n', 'got "a,b"'],
    ['no address', `iccid,label\n${A},x\n`, 'columns iccid and address'],
    ['no header row', `${A},10.0.0.1\n`, 'no header row'],
    ['a column twice', `iccid,address,ip\n${A},10.0.0.1,10.0.0.1\n`, 'columns 2 and 3'],
    ['UTF-16 without its mark', Buffer.from(TWO, 'utf16le').toString('latin1'), 'UTF-16 without'],
    ['binary data', '\x1f\x8b\x08\x00\x00\x00', 'UTF-16 without'],
  ])('refuses a file with %s', async (_, text, message) => {
    await expect(readBytes(Buffer.from(text, 'latin1'))).rejects.toMatchObject({
      code: 'INVENTORY_MALFORMED',
      message: expect.stringContaining(message),
    })
  })

  it.each<[string, string, string, string]>([
    ['too few cells', A, 'ROW_MALFORMED', 'expected 3 cells as in the header row, got 1'],
    ['too many cells', `${A},10.0.0.1,a,b`, 'ROW_MALFORMED', 'got 4'],
    ['no ICCID', ',10.0.0.1,', 'INVALID_ICCID', 'got ""'],
    ['letters', 'x,10.0.0.1,', 'INVALID_ICCID', 'got "x"'],
    ['a short ICCID', '898828066600000,10.0.0.1,', 'INVALID_ICCID', '18 to 20 digits'],
    ['a number', '8.98828E+18,10.0.0.1,', 'SPREADSHEET_DAMAGE', 'last digits are lost'],
    ['a German number', '"8,98828E+18",10.0.0.1,', 'SPREADSHEET_DAMAGE', 'last digits are lost'],
    ['an apostrophe', `'${A},10.0.0.1,`, 'SPREADSHEET_DAMAGE', 'apostrophe'],
    ['a formula', `="${A}",10.0.0.1,`, 'SPREADSHEET_DAMAGE', 'formula'],
    ['a formula in quotes', `"=""${A}""",10.0.0.1,`, 'SPREADSHEET_DAMAGE', 'formula'],
    ['half an address', `${A},10.0.0,`, 'INVALID_ADDRESS', 'got "10.0.0"'],
    ['a NUL', `${A},10.0.0.\0,`, 'ENCODING_INVALID', 'NUL'],
    ['a network', `${A},10.0.0.1/32,`, 'INVALID_ADDRESS', 'IPv4 or IPv6'],
    ['a zone', `${A},fe80::1%eth0,`, 'INVALID_ADDRESS', 'IPv4 or IPv6'],
    ['no host', `${A},0.0.0.0,`, 'INVALID_ADDRESS', 'got the unspecified address "0.0.0.0"'],
    ['a multicast address', `${A},224.0.0.1,`, 'INVALID_ADDRESS', 'got a multicast address'],
    ['an octal address', `${A},010.0.0.1,`, 'INVALID_ADDRESS', 'IPv4 or IPv6'],
    ['an injected header', `${A},"10.0.0.1\r\nX: y",`, 'INVALID_ADDRESS', '10.0.0.1?X: y'],
    ['a stray quote', `${A},10.0.0.1,"open`, 'ROW_MALFORMED', 'closed again'],
    ['text after a quote', `${A},10.0.0.1,"a"b`, 'ROW_MALFORMED', 'after the closing quote'],
    ['no line ends', `${A},10.0.0.1,${'x'.repeat(200_000)}`, 'ROW_TOO_LONG', '65536'],
  ])('tells a row with %s, and reads those around it', async (_, row, code, message) => {
    const header = 'iccid,address,label'
    const text = `${header}\n${B},10.0.0.2,"a ""b"""\n${row}\n${C},10.0.0.3,c\n`

    const rows = await read(text, {}, 4096)

    const bad = rows.find((each) => !('entry' in each))
    expect(bad).toMatchObject({ line: 3, code, message: expect.stringContaining(message) })
    expect(JSON.stringify(bad).length).toBeLessThan(500)
    expect(JSON.stringify(bad)).not.toMatch(/\\u0|\\0|\\x/)
    expect(rows.filter((each) => 'entry' in each).map((each) => brief(each)[1])).toEqual([B, C])
  })

  it('tells an address in another encoding than UTF-8', async () => {
    const text = `iccid,address\n${A},10.0.0.\xfc\n`
    const rows = await readBytes(Buffer.from(text, 'latin1'))

    expect(rows).toMatchObject([{ line: 2, code: 'ENCODING_INVALID', iccid: A }])
  })

  it.each([
    ['another encoding than UTF-8', 'M\xfcller', 'save the file as UTF-8'],
    ['a NUL', 'a\0b', 'NUL'],
  ])('takes a row without its label if that has %s, and says so', async (_, cell, message) => {
    const text = `iccid,address,label\n${A},10.0.0.1,${cell}\n`
    const rows = await readBytes(Buffer.from(text, 'latin1'))

    expect(rows.map(brief)).toEqual([[2, A, '10.0.0.1']])
    expect(rows).toMatchObject([
      { labelFault: { code: 'ENCODING_INVALID', message: expect.stringContaining(message) } },
    ])
  })

  it.each([
    ['an escape sequence', '\x1b[2Jx', '[2Jx'],
    ['a right-to-left override', 'a\u202eb', 'ab'],
    ['more than it may have', 'x'.repeat(300), 'x'.repeat(256)],
  ])('cleans a label with %s', async (_, cell, label) => {
    const rows = await read(`iccid,address,label\n${A},10.0.0.1,${cell}\n`, {}, 4096)

    expect(rows.map(brief)).toEqual([[2, A, '10.0.0.1', label]])
  })

  it('reads a label of several lines, and says where the next row begins', async () => {
    const text = `iccid,address,label\r\n${A},10.0.0.1,"pump\r\nin ""hall"" 7"\r\n${B},10.0.0.2,\r\n`

    expect((await read(text)).map(brief)).toEqual([
      [2, A, '10.0.0.1', 'pump in "hall" 7'],
      [4, B, '10.0.0.2'],
    ])
  })

  it('refuses a quoted cell that holds what looks like rows, and takes none of them', async () => {
    const text = `iccid,address,label\n${A},10.0.0.1,"x\n${B},10.0.0.2,y"\n${C},10.0.0.3,z\n`

    const rows = await read(text)

    expect(rows.map(brief)).toEqual([
      [2, 'ROW_MALFORMED'],
      [4, C, '10.0.0.3', 'z'],
    ])
    expect(rows[0]).toMatchObject({ place: 'lines 2 to 3' })
  })

  it('skips blank lines and what spreadsheets leave below a table', async () => {
    expect((await read(`\n\n${TWO}\n,\n \n`)).map(brief)).toEqual([
      [4, A, '10.0.0.1'],
      [5, B, '10.0.0.2'],
    ])
  })

  it('reads a SIM without an address', async () => {
    expect((await read(`iccid,address\n${A},\n`)).map(brief)).toEqual([[2, A]])
  })

  it('accounts for every line, whatever comes and however it is cut', async () => {
    const piece = fc.constantFrom(
      '"',
      ',',
      '\n',
      '\r\n',
      '\r',
      A,
      '10.0.0.1',
      ' ',
      'x',
      '""',
      '\ufffd',
    )
    await fc.assert(
      fc.asyncProperty(fc.array(piece), fc.integer({ min: 1, max: 50 }), async (pieces, size) => {
        const text = `iccid,address\n${pieces.join('')}\n${C},10.0.0.3\n`

        const rows = await read(text, {}, size)
        const whole = await read(text, {}, 1e6)

        expect(rows).toEqual(whole)
        const lastOfAll = text.trimEnd().split(/\r\n|\n|\r/).length
        const last = rows.at(-1)
        // The last row is read, or part of a quoted cell that is told with it.
        expect(
          last !== undefined && ('entry' in last || last.place.endsWith(` ${lastOfAll}`)),
        ).toBe(true)
      }),
    )
  })
})
