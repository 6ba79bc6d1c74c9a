const LONGEST = 80

/** A value as a person would type it into cdk.json, cut where it gets long. */
export const quote = (value: unknown): string => {
  if (value === undefined) return 'nothing'
  const text = JSON.stringify(value) ?? String(value)
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}
