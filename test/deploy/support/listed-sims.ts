/** A row of a file that an operator keeps. */
export interface ListedSim {
  readonly iccid: string
  readonly address: string
  readonly status?: string
}

/** SIMs with numbers from a first one on, up to 254. */
export const listedSims = (first: number, count: number): ListedSim[] =>
  Array.from({ length: count }, (_, index) => ({
    iccid: String(8_988_280_666_000_000_000n + BigInt(first + index)),
    address: `10.64.0.${first + index}`,
  }))

/** SIMs as a CSV file. */
export const toCsv = (sims: readonly ListedSim[]): string =>
  [
    'iccid,address,status',
    ...sims.map(({ iccid, address, status = '' }) => [iccid, address, status].join()),
    '',
  ].join('\n')
