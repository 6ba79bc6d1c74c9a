import type { AttributeValue } from '@aws-sdk/client-dynamodb'

type Optional = AttributeValue | undefined

export const text = (value: string | undefined): Optional =>
  value === undefined ? undefined : { S: value }

export const number = (value: number | undefined): Optional =>
  value === undefined ? undefined : { N: String(value) }

const COUNT = /^[0-9]{1,15}$/

/** @returns undefined where there is none, NaN where it is no whole number from 0 on */
export const countOf = (value: Optional): number | undefined => {
  if (value === undefined) return undefined
  return value.N !== undefined && COUNT.test(value.N) ? Number(value.N) : Number.NaN
}
