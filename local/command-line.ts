import { parseArgs } from 'node:util'

/** A flag was wrong; the message says which. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export interface PortChoice {
  readonly port: number
  /** Nobody asked for this port, so that another one may be taken. */
  readonly isDefault: boolean
}

export interface CommandLine {
  readonly help: boolean
  readonly host: string
  readonly iotPort: PortChoice
  readonly apiPort: PortChoice
  readonly tapPort: PortChoice
  readonly directory: string
  /** CDK context. */
  readonly context: Readonly<Record<string, string>>
}

export const USAGE = `usage: npm start -- [options]

Brings simpass up on this machine from its synthesized templates: the onboarding API,
the device gateway of IoT Core, and what they need.

  --iot-port <port>   MQTT, MQTT over WebSocket and HTTPS publish; default 443, or 4443 if 443 cannot be bound
  --api-port <port>   onboarding API over HTTPS; default 8443
  --tap-port <port>   plain MQTT that sees every topic, always on 127.0.0.1; default 1883
  --host <address>    address that devices reach; default 127.0.0.1, whose callers 127.0.0.1 to 127.0.0.12
                      are one SIM each; callers from elsewhere need a SIM in the tables, which AWS SDKs reach
                      at the "aws" endpoint of endpoints.json
  --dir <folder>      where root-ca.pem, endpoints.json and the synthesized templates go; default .local
  -c, --context <key=value>
                      CDK context for the synthesis, e.g. -c tokenLifetimeSeconds=600; may be repeated
  --help              this text

Port 0 takes a free port; endpoints.json says which. Everything is in memory and new at each start.`

const portOf = (option: string, value: string | undefined, byDefault: number): PortChoice => {
  if (value === undefined) return { port: byDefault, isDefault: true }
  const port = Number(value)
  if (!/^\d{1,5}$/.test(value) || port > 65_535)
    throw new UsageError(`--${option}: expected a port from 0 to 65535, got "${value}"`)
  return { port, isDefault: false }
}

const contextOf = (assignments: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    assignments.map((assignment) => {
      const separator = assignment.indexOf('=')
      if (separator < 1) throw new UsageError(`--context: expected key=value, got "${assignment}"`)
      return [assignment.slice(0, separator), assignment.slice(separator + 1)]
    }),
  )

const parseFlags = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      options: {
        'iot-port': { type: 'string' },
        'api-port': { type: 'string' },
        'tap-port': { type: 'string' },
        host: { type: 'string', default: '127.0.0.1' },
        dir: { type: 'string', default: '.local' },
        context: { type: 'string', short: 'c', multiple: true, default: [] },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values
  } catch (error) {
    // Only the first sentence: the rest advises on positional arguments, which do not exist here.
    const [reason] = (error instanceof Error ? error.message : String(error)).split('. ')
    throw new UsageError(`${reason}; --help lists the options`)
  }
}

/** Reads the flags of `npm start`. */
export const parseCommandLine = (args: readonly string[]): CommandLine => {
  const flags = parseFlags(args)
  for (const name of ['host', 'dir'] as const)
    if (flags[name] === '') throw new UsageError(`--${name}: expected a value, got none`)
  return {
    help: flags.help,
    host: flags.host,
    iotPort: portOf('iot-port', flags['iot-port'], 443),
    apiPort: portOf('api-port', flags['api-port'], 8443),
    tapPort: portOf('tap-port', flags['tap-port'], 1883),
    directory: flags.dir,
    context: contextOf(flags.context),
  }
}
