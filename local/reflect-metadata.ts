// @peculiar/x509 finds its parts through tsyringe, which refuses to load without these functions of the metadata
// proposal. Nobody here decorates anything, so own metadata of a target is all there is to keep.
const metadataOf = new WeakMap<object, Map<unknown, unknown>>()

const getOwnMetadata = (key: unknown, target: object): unknown => metadataOf.get(target)?.get(key)

const getMetadata = (key: unknown, target: object): unknown => {
  for (let owner: object | null = target; owner !== null; owner = Object.getPrototypeOf(owner)) {
    const value = getOwnMetadata(key, owner)
    if (value !== undefined) return value
  }
  return undefined
}

const defineMetadata = (key: unknown, value: unknown, target: object): void => {
  const metadata = metadataOf.get(target) ?? new Map<unknown, unknown>()
  metadataOf.set(target, metadata.set(key, value))
}

// A real polyfill that somebody loaded before is as good.
if (!('getMetadata' in Reflect))
  Object.assign(Reflect, { getOwnMetadata, getMetadata, defineMetadata })

export {}
