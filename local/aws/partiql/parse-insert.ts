/** What a PartiQL statement inserts: the values come as parameters, in the order of the names. */
export interface Insert {
  readonly table: string
  readonly names: readonly string[]
}

const TABLE = '"?([A-Za-z0-9_.-]{3,255})"?'
const MEMBER = "\\s*'([^']+)'\\s*:\\s*\\?\\s*"
const STATEMENT = new RegExp(
  `^\\s*INSERT\\s+INTO\\s+${TABLE}\\s+VALUE\\s*\\{(.*)\\}\\s*;?\\s*$`,
  'is',
)
const MEMBERS = new RegExp(`^${MEMBER}$`)

/**
 * Reads the one form of PartiQL that is emulated: `INSERT INTO "table" VALUE {'name': ?, 'other': ?}`.
 *
 * @returns undefined for any other statement
 *
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.insert.html
 */
export const parseInsert = (statement: string): Insert | undefined => {
  const [, table, members] = STATEMENT.exec(statement) ?? []
  if (table === undefined || members === undefined) return undefined
  const names = members.split(',').map((member) => MEMBERS.exec(member)?.[1])
  return names.every((name) => name !== undefined) ? { table, names } : undefined
}
