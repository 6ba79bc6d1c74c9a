import { describe, expect, it } from 'vitest'
import { BloomFilter } from '../../../../operations/sims/import/bloom-filter.ts'

const iccid = (index: number): string => String(8_988_280_666_000_000_000n + BigInt(index))
const address = (index: number): string =>
  `10.${index >>> 16}.${(index >>> 8) & 255}.${index & 255}`

describe('BloomFilter', () => {
  it('knows every key again', () => {
    const filter = new BloomFilter()
    for (let index = 0; index < 1000; index += 1) filter.add(iccid(index))

    const forgotten = Array.from({ length: 1000 }, (_, index) => iccid(index)).filter(
      (key) => !filter.add(key),
    )

    expect(forgotten).toEqual([])
  })

  it('has what was added, and nothing else', () => {
    const filter = new BloomFilter()
    for (let index = 0; index < 1000; index += 1) filter.add(iccid(index))

    const found = Array.from({ length: 2000 }, (_, index) => filter.has(iccid(index)))

    expect(found.indexOf(false)).toBe(1000)
    expect(found.lastIndexOf(true)).toBe(999)
  })

  it('hardly ever takes a new key of a whole fleet for an old one', () => {
    const filter = new BloomFilter()
    let mistaken = 0

    for (let index = 0; index < 300_000; index += 1) {
      if (filter.add(iccid(index))) mistaken += 1
      if (filter.add(address(index))) mistaken += 1
    }

    expect(mistaken).toBeLessThan(10)
  })
})
