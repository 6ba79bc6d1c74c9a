import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listenOn } from '../../local/listen.ts'
import { SynthesisError, synthesize } from '../../local/synthesize.ts'

/** A CDK app without constructs: it writes what it was told, and an assembly with one empty stack. */
const APP = `
import { writeFileSync } from 'node:fs'
import { connect } from 'node:net'
const { CDK_CONTEXT_JSON, CDK_OUTDIR, CDK_DEFAULT_REGION, SECRET } = process.env
const context = JSON.parse(CDK_CONTEXT_JSON)
writeFileSync('told.json', JSON.stringify({ context, CDK_DEFAULT_REGION, SECRET }))
if (context.broken) { console.error('stage: expected a word'); process.exit(1) }
if (context.port) connect(Number(context.port), '127.0.0.1')
const properties = { templateFile: 'a.json' }
const stack = { type: 'aws:cloudformation:stack', environment: 'aws://unknown-account/unknown-region', properties }
writeFileSync(CDK_OUTDIR + '/a.json', '{"Resources":{}}')
writeFileSync(CDK_OUTDIR + '/manifest.json', JSON.stringify({ version: '36.0.0', artifacts: { a: stack } }))
`

let directory: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'synthesize-'))
  await writeFile(join(directory, 'cdk.json'), JSON.stringify({ app: 'node app.mjs' }))
  await writeFile(join(directory, 'app.mjs'), APP)
})

afterEach(() => rm(directory, { recursive: true }))

const run = (context: Record<string, string>, signal = new AbortController().signal) =>
  synthesize({
    appDirectory: directory,
    outputDirectory: join(directory, 'cdk.out'),
    homeDirectory: join(directory, 'home'),
    account: { partition: 'aws', region: 'eu-west-1', accountId: '111122223333' },
    searchPath: process.env.PATH ?? '',
    context,
    signal,
  })

const readTold = async () => JSON.parse(await readFile(join(directory, 'told.json'), 'utf8'))

describe('synthesize', () => {
  it('tells the app its context, values of several lines too', async () => {
    const context = { stage: 'local', claim: 'a=b', pem: 'first\nsecond=\n' }

    await run(context)

    expect(await readTold()).toMatchObject({ context, CDK_DEFAULT_REGION: 'eu-west-1' })
  })

  it('says what the app says when it fails', async () => {
    const synthesizing = run({ broken: 'yes' })

    await expect(synthesizing).rejects.toThrow(SynthesisError)
    await expect(synthesizing).rejects.toThrow('stage: expected a word')
  })

  it('stops the app with everything below it when it is given up', async () => {
    const giveUp = new AbortController()
    const server = createServer()
    const port = await listenOn(server, { host: '127.0.0.1', port: 0 })
    const connected = once(server, 'connection')
    const synthesizing = run({ port: String(port) }, giveUp.signal)
    // The app keeps the connection open for as long as it lives.
    const [socket] = await connected
    socket.resume()
    const ended = once(socket, 'close')
    giveUp.abort()

    await expect(synthesizing).rejects.toMatchObject({ name: 'AbortError' })
    await ended
    server.close()
  })

  it('does not begin when it is given up already', async () => {
    await expect(run({}, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' })
    await expect(readTold()).rejects.toThrow('ENOENT')
  })
})
