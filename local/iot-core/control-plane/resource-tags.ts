import { IotError, refuse } from './iot-error.ts'

export interface Tag {
  readonly Key: string
  readonly Value?: string
}

const MOST_TAGS = 50
const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u

const parseTag = ({ Key, Value = '' }: Tag): readonly [string, string] => {
  if (Key.length < 1 || Key.length > 128 || !TAG_TEXT.test(Key)) {
    refuse('a tag key of 1 to 128 letters, digits, spaces, `_.:/=+-@`', Key)
  }
  if (Key.toLowerCase().startsWith('aws:')) refuse('a tag key without the prefix aws:', Key)
  if (Value.length > 256 || !TAG_TEXT.test(Value)) {
    refuse('a tag value of at most 256 letters, digits, spaces, `_.:/=+-@`', Value)
  }
  return [Key, Value]
}

/** Refuses tags that cannot be added. */
export const validateTags = (tags: readonly Tag[]): void => {
  if (new Map(tags.map(parseTag)).size > MOST_TAGS) refuseMore()
}

const refuseMore = (): never => {
  throw new IotError('LimitExceededException', `expected at most ${MOST_TAGS} tags, got more`)
}

/** The tags of resources, by ARN; whether a resource exists is its caller's to know. */
export class ResourceTags {
  readonly #tags = new Map<string, ReadonlyMap<string, string>>()

  add(resourceArn: string, tags: readonly Tag[]): void {
    const all = new Map([...this.#of(resourceArn), ...tags.map(parseTag)])
    if (all.size > MOST_TAGS) refuseMore()
    this.#tags.set(resourceArn, all)
  }

  remove(resourceArn: string, keys: readonly string[]): void {
    const kept = [...this.#of(resourceArn)].filter(([key]) => !keys.includes(key))
    this.#tags.set(resourceArn, new Map(kept))
  }

  list(resourceArn: string): readonly Required<Tag>[] {
    return [...this.#of(resourceArn)].map(([Key, Value]) => ({ Key, Value }))
  }

  /** Forgets a resource that was deleted. */
  forget(resourceArn: string): void {
    this.#tags.delete(resourceArn)
  }

  #of(resourceArn: string): ReadonlyMap<string, string> {
    return this.#tags.get(resourceArn) ?? new Map()
  }
}
