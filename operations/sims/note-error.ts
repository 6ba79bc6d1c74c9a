import { toJson } from '../to-json.ts'
import { describeError, toText } from './describe-error.ts'
import type { Io } from './services.ts'

/** Tells of a failure on stderr: a line for people, or a JSON object for scripts. */
export const noteError = (io: Pick<Io, 'note'>, error: unknown, isJson: boolean): void => {
  const described = describeError(error)
  io.note(isJson ? toJson({ error: described }) : toText(described))
}
