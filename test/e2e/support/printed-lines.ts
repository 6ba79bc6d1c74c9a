import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { inject } from 'vitest'

const WAITED_MS = 5_000

const { outputFile } = inject('stack')

/** Whether the deployment under test is one whose terminal can be read. */
export const terminalIsVisible = outputFile !== undefined

const linesAfter = (offset: number): readonly string[] =>
  outputFile === undefined ? [] : readFileSync(outputFile, 'utf8').slice(offset).split('\n')

/** Marks where the terminal is now; the function returned waits for a later line that holds every word. */
export const watchTerminal = () => {
  const offset = outputFile === undefined ? 0 : readFileSync(outputFile, 'utf8').length
  return async (...words: readonly string[]): Promise<string> => {
    const tooLate = Date.now() + WAITED_MS
    for (;;) {
      const lines = linesAfter(offset)
      const line = lines.find((candidate) => words.every((word) => candidate.includes(word)))
      if (line !== undefined) return line
      if (Date.now() > tooLate) {
        throw new Error(`expected a line with ${words.join(', ')}, got:\n${lines.join('\n')}`)
      }
      await delay(50)
    }
  }
}
