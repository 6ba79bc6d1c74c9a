/** The NumericDate that every token issued until now is before: `iat` is in whole seconds. */
export const comingSecond = (nowMs: number): number => Math.floor(nowMs / 1000) + 1
