import { createInterface } from 'node:readline/promises'

/** Asks at the terminal for a word that nobody types by accident. */
export const askForWord = async (question: string, word: string): Promise<boolean> => {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return (await terminal.question(`${question} Type ${word} to go on: `)).trim() === word
  } finally {
    terminal.close()
  }
}
