import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { createCertificates } from '../../../local/certificates.ts'
import { REPOSITORY } from './local-stack.ts'

const TEMPLATE = join(REPOSITORY, 'examples', 'nginx', 'onboarding.conf.template')
const LISTEN_HOST = '127.0.0.1'
const STARTED_WITHIN_MS = 10_000

interface ProxySettings {
  /** The command. */
  readonly nginx: string
  /** Where it may put its files. */
  readonly dir: string
  readonly onboardingUrl: URL
  /** File with the root that the device API's certificate chains to. */
  readonly rootCa: string
  /** Address that it calls the device API from. */
  readonly address: string
}

export interface RunningProxy {
  readonly host: string
  readonly port: number
  /** What its certificate chains to. */
  readonly rootCaPem: string
  readonly stop: () => Promise<void>
}

/** nginx cannot say which port it got, so it is given one that was free a moment ago. */
const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, LISTEN_HOST, () => {
      const address = server.address()
      server.close(() => {
        if (typeof address === 'object' && address !== null) resolve(address.port)
        else reject(new Error(`expected a port, got ${address}`))
      })
    })
  })

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, LISTEN_HOST)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })

/** The example as envsubst would fill it in. */
const fillIn = (values: Readonly<Record<string, string>>): string =>
  readFileSync(TEMPLATE, 'utf8').replaceAll(/\$\{(\w+)\}/g, (_, name: string) => {
    const value = values[name]
    if (value !== undefined) return value
    throw new Error(`expected a value for ${name} in ${TEMPLATE}, got none`)
  })

const mainConfiguration = (folder: string): string => `
user root;
worker_processes 1;
daemon off;
pid ${folder}/nginx.pid;
error_log stderr;
events {}
http {
  access_log off;
  # What an operator may have for other servers, and what this one must not inherit.
  set_real_ip_from 0.0.0.0/0;
  real_ip_header X-Forwarded-For;
  underscores_in_headers on;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join('\n  ')}
  include ${folder}/onboarding.conf;
}
`

const writeConfiguration = async (
  { dir, onboardingUrl, rootCa, address }: ProxySettings,
  port: number,
) => {
  const folder = mkdtempSync(join(dir, 'nginx-'))
  const certificates = await createCertificates(['localhost'])
  const file = (name: string, content: string): string => {
    const path = join(folder, name)
    writeFileSync(path, content)
    return path
  }
  file(
    'onboarding.conf',
    fillIn({
      LISTEN: `${LISTEN_HOST}:${port}`,
      CERTIFICATE: file('cert.pem', certificates.serverCertPem),
      CERTIFICATE_KEY: file('key.pem', certificates.serverKeyPem),
      ONBOARDING_HOST: onboardingUrl.hostname,
      // An address, so that the resolver is never asked.
      UPSTREAM: `127.0.0.1:${onboardingUrl.port}`,
      RESOLVER: '127.0.0.1',
      UPSTREAM_CA: rootCa,
      PROXY_ADDRESS: address,
    }),
  )
  const configuration = file('nginx.conf', mainConfiguration(folder))
  return { folder, configuration, rootCaPem: certificates.rootCaPem }
}

const untilListening = async (child: ChildProcess, port: number): Promise<void> => {
  let errors = ''
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    errors += chunk
  })
  const tooLate = Date.now() + STARTED_WITHIN_MS
  while (!(await accepts(port))) {
    if (child.exitCode !== null || Date.now() > tooLate)
      throw new Error(`expected nginx to listen, got ${errors || 'nothing'}`)
    await delay(50)
  }
}

/** Runs the example configuration in a real nginx. */
export const startNginxProxy = async (settings: ProxySettings): Promise<RunningProxy> => {
  const port = await freePort()
  const { folder, configuration, rootCaPem } = await writeConfiguration(settings, port)
  const child = spawn(settings.nginx, ['-p', folder, '-c', configuration], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const exited = new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', () => resolve())
  })
  const abandon = () => child.kill('SIGTERM')
  process.once('exit', abandon)
  const stop = async () => {
    process.off('exit', abandon)
    child.kill('SIGTERM')
    await exited
  }
  try {
    await untilListening(child, port)
  } catch (error) {
    await stop()
    throw error
  }
  return { host: 'localhost', port, rootCaPem, stop }
}
