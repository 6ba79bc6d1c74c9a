import { z } from 'zod'

/** Each schema's error is what was expected; configuration.ts adds the name and what came. */
export const matching = (expected: string, pattern: RegExp) =>
  z.string({ error: expected }).regex(pattern, { error: expected })

export const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.enum(values, { error: values.join(' or ') })

const isDecimal = (value: unknown): value is string =>
  typeof value === 'string' && /^\d+$/.test(value)

export const wholeNumber = (least: number, most: number) =>
  z.preprocess(
    (value) => (isDecimal(value) ? Number(value) : value),
    z.custom<number>(
      (value) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most,
      { error: `a whole number from ${least} to ${most}` },
    ),
  )

const isDecimalFraction = (value: unknown): value is string =>
  typeof value === 'string' && /^[01]?\.?\d+$/.test(value)

export const fraction = z.preprocess(
  (value) => (isDecimalFraction(value) ? Number(value) : value),
  z.custom<number>((value) => typeof value === 'number' && value >= 0 && value <= 1, {
    error: 'a number from 0 to 1',
  }),
)

/** `-c name='{…}'` arrives as text, a value in cdk.json as an object. */
export const fromJson = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => {
    if (typeof value !== 'string') return value
    try {
      return JSON.parse(value)
    } catch {
      // Not JSON: the schema says that it wanted an object and shows the text.
      return value
    }
  }, schema)

/** Text that a rule finds no fault with; the fault is what was expected. */
export const text = (expected: string, faultOf: (value: string) => string | undefined) =>
  z.string({ error: expected }).superRefine((value, issues) => {
    const fault = faultOf(value)
    if (fault !== undefined) issues.addIssue({ code: 'custom', message: fault, input: value })
  })

/** An object that takes no other names, because a misspelt one would be a setting that does nothing. */
export const exactly = <Shape extends z.ZodRawShape>(shape: Shape, example: string) =>
  z.strictObject(shape, {
    error: ({ code }) =>
      code === 'unrecognized_keys'
        ? `no other names than ${Object.keys(shape).join(', ')}`
        : `an object such as ${example}`,
  })
