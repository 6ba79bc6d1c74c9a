/** What would be a token, or the signature beside it, wherever somebody may have put it. */
const SECRETS =
  /eyJ[\w-]{5,}\.[\w-]*(?:\.[\w-]*)?|(?<=x-amz-customauthorizer-signature=)[\w%+/=-]+/gi

/** Makes text of unknown origin safe for a terminal: one line, no token, no control character. */
export const printable = (text: string): string =>
  text
    .replaceAll(SECRETS, '[hidden]')
    .replaceAll(
      /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
      (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
    )
