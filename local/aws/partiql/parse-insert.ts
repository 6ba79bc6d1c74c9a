/** What a PartiQL statement inserts: the values come as parameters, in the order of the names. */
export interface Insert {
  readonly table: string
  readonly names: readonly string[]
}

const TABLE = '"?([A-Za-z0-9_.-]{3,255})"?'
// Without alternatives for one and the same blank: a statement is read before its caller is known to be allowed anything.
const STATEMENT = new RegExp(`^INSERT\\s+INTO\\s+${TABLE}\\s+VALUE\\s*\\{([^{}]*)\\}$`, 'i')
/** In characters. */
const LONGEST_STATEMENT = 8192
const MEMBER = /^'([^']+)'\s*:\s*\?$/

/**
 * Reads the one form of PartiQL that is emulated: `INSERT INTO "table" VALUE {'name': ?, 'other': ?}`.
 *
 * @returns undefined for any other statement
 *
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.insert.html
 */
export const parseInsert = (statement: string): Insert | undefined => {
  if (statement.length > LONGEST_STATEMENT) return undefined
  const [, table, members] = STATEMENT.exec(statement.trim().replace(/;$/, '').trimEnd()) ?? []
  if (table === undefined || members === undefined) return undefined
  const names = members.split(',').map((member) => MEMBER.exec(member.trim())?.[1])
  return names.every((name) => name !== undefined) ? { table, names } : undefined
}
