import { IotError } from '../../iot-core/control-plane/iot-error.ts'

export interface Page<T> {
  readonly items: readonly T[]
  /** Absent on the last page. */
  readonly next?: string
}

const decodeMarker = (marker: string): string => {
  const name = Buffer.from(marker, 'base64url').toString('utf8')
  if (name !== '' && Buffer.from(name).toString('base64url') === marker) return name
  throw new IotError(
    'InvalidRequestException',
    'expected a marker of an earlier page, got another text',
  )
}

/** Cuts one page; markers hold the last key seen, so that they survive changes between pages. */
export const paginate = <T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  size: number,
  marker: string | undefined,
): Page<T> => {
  const after = marker === undefined ? undefined : decodeMarker(marker)
  const isAfter = (item: T): boolean => after === undefined || keyOf(item) > after
  const rest = items.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)).filter(isAfter)
  const page = rest.slice(0, size)
  const last = page.at(-1)
  return rest.length <= size || last === undefined
    ? { items: page }
    : { items: page, next: Buffer.from(keyOf(last)).toString('base64url') }
}
