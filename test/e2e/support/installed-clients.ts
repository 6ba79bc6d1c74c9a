import { spawnSync } from 'node:child_process'

/** External programs that some tests drive. */
export interface InstalledClients {
  readonly curl: boolean
  readonly mosquitto: boolean
  /** The command of a Python that can import paho.mqtt. */
  readonly pahoPython?: string
  /** The command of nginx. */
  readonly nginx?: string
}

const isThere = (command: string): boolean =>
  spawnSync(command, ['--help'], { stdio: 'ignore' }).error === undefined

const hasPaho = (python: string): boolean =>
  spawnSync(python, ['-c', 'import paho.mqtt.client'], { stdio: 'ignore' }).status === 0

/** Version managers put a python3 without the distribution's packages in front of the distribution's own. */
const PYTHONS = ['python3', '/usr/bin/python3']

/** Distributions keep it where only root looks for programs. */
const NGINX = ['nginx', '/usr/sbin/nginx']

/** Looks for the clients; those that are missing are named in one line, or refused under CI. */
export const findInstalledClients = (isCi: boolean): InstalledClients => {
  const clients: InstalledClients = {
    curl: isThere('curl'),
    mosquitto: isThere('mosquitto_pub') && isThere('mosquitto_sub'),
    pahoPython: PYTHONS.find(hasPaho),
    nginx: NGINX.find(isThere),
  }
  const missing = [
    clients.curl ? [] : 'curl',
    clients.mosquitto ? [] : 'mosquitto-clients',
    clients.pahoPython === undefined ? 'python3-paho-mqtt' : [],
    clients.nginx === undefined ? 'nginx' : [],
  ].flat()
  if (missing.length === 0) return clients
  if (isCi) throw new Error(`expected every client under CI, got no ${missing.join(', no ')}`)
  console.log(`skipped: tests with ${missing.join(', ')}, not installed here`)
  return clients
}
