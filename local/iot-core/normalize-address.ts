/** A dual-stack listener shows IPv4 clients as `::ffff:a.b.c.d`; AWS shows `a.b.c.d`. */
export const normalizeAddress = (address: string | undefined): string =>
  (address ?? '').replace(/^::ffff:(?=\d+\.)/i, '')
