// What a spreadsheet takes for the start of a formula, in Western and in full-width form.
const FORMULA = '[ "\']*[=+\\-@\\uff1d\\uff0b\\uff0d\\uff20]'
// A spreadsheet of another locale splits at another delimiter, so a formula may begin after each of them.
const UNSAFE = new RegExp(`(^|[,;|])(${FORMULA})`, 'g')
const MADE_SAFE = new RegExp(`(^|[,;|])'(${FORMULA})`, 'g')

/** Puts an apostrophe before whatever a spreadsheet would run. */
export const toSpreadsheetLabel = (label: string): string => label.replace(UNSAFE, "$1'$2")

/** Takes that apostrophe off again, so that what was exported is imported as it was. */
export const fromSpreadsheetLabel = (cell: string): string => cell.replace(MADE_SAFE, '$1$2')
