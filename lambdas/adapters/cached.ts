export interface CacheSettings {
  /** How long a value may be used. */
  readonly maxAgeMilliseconds: number
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

interface Entry<T> {
  readonly value: Promise<T>
  readonly loadedAt: number
}

/**
 * Keeps what was loaded under a key for a stated time. Callers at the same time share one load; a load that fails is
 * not kept. For few keys only, such as our own key ids: nothing but age bounds it.
 */
export const createCached = <Key, T>(
  load: (key: Key) => Promise<T>,
  { maxAgeMilliseconds, now }: CacheSettings,
): ((key: Key) => Promise<T>) => {
  const entries = new Map<Key, Entry<T>>()
  return (key) => {
    const entry = entries.get(key)
    if (entry !== undefined && now() - entry.loadedAt < maxAgeMilliseconds) return entry.value
    const value = load(key)
    entries.set(key, { value, loadedAt: now() })
    value.catch(() => entries.delete(key))
    return value
  }
}
