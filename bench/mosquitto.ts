import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { type AddressInfo, connect, createServer } from 'node:net'
import { join } from 'node:path'
import { createCertificates } from '../local/certificates.ts'
import type { LoadClient } from './mqtt-load.ts'

/** Debian keeps daemons where the PATH of a user does not look. */
const PATH = `${process.env.PATH}:/usr/sbin:/usr/local/sbin`

export const hasMosquitto = (): boolean =>
  spawnSync('mosquitto', ['-h'], { env: { PATH } }).error === undefined

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

const untilOpen = async (port: number): Promise<void> => {
  for (;;) {
    const socket = connect({ port, host: '127.0.0.1' })
    const opened = await once(socket, 'connect').then(
      () => true,
      () => false,
    )
    socket.destroy()
    if (opened) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** mosquitto with TLS and a password file of as many users as there are clients. */
export const startMosquitto = async (directory: string, users: readonly string[]) => {
  const { rootCaPem, serverKeyPem, serverCertPem } = await createCertificates(['localhost'])
  const file = async (name: string, text: string): Promise<string> => {
    const path = join(directory, name)
    await writeFile(path, text)
    return path
  }
  const passwords = await file('passwords', users.map((user) => `${user}:secret\n`).join(''))
  execFileSync('mosquitto_passwd', ['-U', passwords])
  const port = await freePort()
  const configuration = await file(
    'mosquitto.conf',
    [
      `listener ${port} 127.0.0.1`,
      `certfile ${await file('server.pem', serverCertPem)}`,
      `keyfile ${await file('server-key.pem', serverKeyPem)}`,
      `password_file ${passwords}`,
      'allow_anonymous false',
      `user ${process.env.USER ?? 'root'}`,
      'log_dest none',
    ].join('\n'),
  )
  const broker = spawn('mosquitto', ['-c', configuration], { env: { PATH }, stdio: 'ignore' })
  await untilOpen(port)
  const clients = users.map(
    (user): LoadClient => ({
      topic: `${user}/bench`,
      options: {
        protocol: 'mqtts',
        host: 'localhost',
        port,
        ca: rootCaPem,
        clientId: user,
        username: user,
        password: 'secret',
      },
    }),
  )
  return {
    clients,
    stop: async () => {
      broker.kill()
      await once(broker, 'exit')
    },
  }
}
