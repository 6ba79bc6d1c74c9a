import { Token } from 'aws-cdk-lib'

/** @throws Error that names the property; a value that is only known at deployment is let through */
export const requireWholeNumber = (
  name: string,
  value: number,
  { least, most }: { readonly least: number; readonly most: number },
): void => {
  if (Token.isUnresolved(value)) return
  if (Number.isInteger(value) && value >= least && value <= most) return
  throw new Error(`${name}: expected a whole number from ${least} to ${most}, got ${value}`)
}
