import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { REPOSITORY } from '../../e2e/support/local-stack.ts'

const APP = ['bin', 'domain', 'lambdas', 'lib', 'cdk.json', 'package.json', 'package-lock.json']

const edit = (file: string, from: string, to: string): void => {
  const text = readFileSync(file, 'utf8')
  if (!text.includes(from)) throw new Error(`expected ${JSON.stringify(from)} in ${file}, got none`)
  writeFileSync(file, text.replace(from, to))
}

/**
 * Copies the CDK app and changes it as a later release of it could: other code in every function, and properties that
 * make CloudFormation update the custom resources, which it otherwise leaves alone.
 *
 * @returns the folder with its `cdk.json`
 */
export const writeNextRelease = (directory: string): string => {
  const app = join(directory, 'next-release')
  for (const name of APP) cpSync(join(REPOSITORY, name), join(app, name), { recursive: true })
  for (const name of [
    'authorizer',
    'authorizer-registration',
    'inventory-sync',
    'iot-endpoint',
    'onboarding',
    'signing-keys',
  ]) {
    edit(
      join(app, 'lambdas', name, 'handler.ts'),
      'export const handler',
      `export const release = 'next'\nexport const handler`,
    )
  }
  edit(join(app, 'lib/signing-keys.ts'), 'properties: {', "$& Release: 'next',")
  edit(join(app, 'lib/iot-authorizer.ts'), 'TokenKeyName: TOKEN_KEY_NAME,', "$& Release: 'next',")
  return app
}
