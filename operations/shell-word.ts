/** One word of a shell command, whatever is in it. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`

/** Whether the AWS CLI would take a value for something else: an option, or a file or URL to read it from. */
export const isTreacherous = (word: string): boolean => word.startsWith('-') || word.includes('://')
