import { glob, readFile } from 'node:fs/promises'
import { join, relative, resolve, sep } from 'node:path'
import { type AwsAccount, arnOf } from './aws/account.ts'
import { CURRENT, putVersion, type Secret } from './aws/secrets-manager/secret.ts'
import { FolderError } from './stack-folder.ts'

/** Where a deployment's folder has the operator's secrets: one file each. */
export const secretsFolder = (directory: string): string => join(directory, 'secrets')

/** The last part of a secret's ARN: its name, and six characters that AWS adds. */
const NAME_IN_ARN = /^([\w/+=.@-]{1,512})-([A-Za-z0-9]{6})$/

/**
 * The operator's own secrets, which are there before a deployment: `operator/1nce-a1B2c3` holds what the secret
 * `operator/1nce` with the ARN `…:secret:operator/1nce-a1B2c3` is worth.
 *
 * @throws FolderError
 */
export const readOperatorSecrets = async (
  account: AwsAccount,
  folder: string,
): Promise<readonly Secret[]> => {
  const secrets: Secret[] = []
  // Entries are told by their absolute paths.
  const root = resolve(folder)
  for await (const entry of glob('**', { cwd: root, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = join(entry.parentPath, entry.name)
    const path = relative(root, file).replaceAll(sep, '/')
    const name = NAME_IN_ARN.exec(path)?.[1]
    if (name === undefined)
      throw new FolderError(
        `expected the file of a secret to end in a hyphen and six letters or digits, as its ARN does, got ${file}`,
      )
    const now = new Date()
    const secret: Secret = {
      arn: arnOf(account, 'secretsmanager', `secret:${path}`),
      name,
      createdAt: now,
      lastChangedAt: now,
      versions: new Map(),
    }
    putVersion(secret, {
      versionId: crypto.randomUUID(),
      createdAt: now,
      secretString: (await readFile(file, 'utf8')).trimEnd(),
      stages: new Set([CURRENT]),
    })
    secrets.push(secret)
  }
  return secrets
}
