import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { askForWord } from '../../operations/confirm.ts'

const type = async (keys: string, question = 'This removes it.') => {
  const input = new PassThrough()
  const output = Object.assign(new PassThrough(), { isTTY: true })
  let interrupts = 0
  const onInterrupt = (): void => {
    interrupts += 1
  }
  const answer = askForWord(question, 'remove', { onInterrupt, input, output })
  input.write(keys)
  return { isYes: await answer, interrupts, asked: String(output.read()) }
}

describe('askForWord', () => {
  it.each([
    ['the word', 'remove\r', true, 0],
    ['the word among blanks', ' remove \r', true, 0],
    ['another word', 'y\r', false, 0],
    ['nothing', '\r', false, 0],
    ['Ctrl-D', '\u0004', false, 0],
    ['Ctrl-C', '\u0003', false, 1],
    ['Ctrl-C after the word', 'remove\u0003', false, 1],
  ])('takes %s as it is meant', async (_, keys, isYes, interrupts) => {
    const { asked, ...answer } = await type(keys)

    expect(answer).toEqual({ isYes, interrupts })
    expect(asked).toContain('This removes it. Type remove to go on: ')
  })

  it('asks nothing that steers a terminal', async () => {
    const { asked } = await type('remove\r', 'This removes \u001b[2K\u009b2J\u202eit.')

    expect(asked).toContain('This removes \\u{1b}[2K')
    expect(asked).not.toMatch(/[\u009b\u202e]/)
  })
})
