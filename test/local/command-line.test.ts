import { describe, expect, it } from 'vitest'
import { parseCommandLine, USAGE, UsageError } from '../../local/command-line.ts'

describe('parseCommandLine', () => {
  it('has a default for everything', () => {
    expect(parseCommandLine([])).toEqual({
      help: false,
      host: '127.0.0.1',
      iotPort: { port: 443, isDefault: true },
      apiPort: { port: 8443, isDefault: true },
      tapPort: { port: 1883, isDefault: true },
      directory: '.local',
      context: {},
    })
  })

  it('takes what it is given', () => {
    const args = ['--iot-port', '0', '--api-port=9443', '--tap-port', '11883', '--host', '0.0.0.0']

    expect(parseCommandLine([...args, '--dir', 'x', '-c', 'a=b=c', '--context', 'd='])).toEqual({
      help: false,
      host: '0.0.0.0',
      iotPort: { port: 0, isDefault: false },
      apiPort: { port: 9443, isDefault: false },
      tapPort: { port: 11_883, isDefault: false },
      directory: 'x',
      context: { a: 'b=c', d: '' },
    })
  })

  it('tells the default port from the same port on demand', () => {
    expect(parseCommandLine(['--iot-port', '443']).iotPort.isDefault).toBe(false)
  })

  it.each<[string, string[]]>([
    ['an unknown flag', ['--iot-prot', '1']],
    ['a stray word', ['start']],
    ['a port that is no number', ['--iot-port', 'https']],
    ['a port that is too large', ['--api-port', '65536']],
    ['a negative port', ['--tap-port=-1']],
    ['a port with a fraction', ['--tap-port', '1.5']],
    ['a port in another notation', ['--tap-port', '0x10']],
    ['an empty port', ['--tap-port', '']],
    ['a flag without its value', ['--dir']],
    ['an empty folder', ['--dir', '']],
    ['an empty host', ['--host=']],
    ['context without a value', ['-c', 'stage']],
    ['context without a key', ['-c', '=x']],
  ])('refuses %s in one line', (_, args) => {
    const parse = () => parseCommandLine(args)

    expect(parse).toThrow(UsageError)
    expect(parse).toThrow(/^[^\n]+$/)
  })
})

describe('USAGE', () => {
  it.each(['--iot-port', '--api-port', '--tap-port', '--host', '--dir', '--context', '--help'])(
    'explains %s',
    (option) => {
      expect(USAGE).toContain(option)
    },
  )
})
