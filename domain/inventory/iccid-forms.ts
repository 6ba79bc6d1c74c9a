import { type Iccid, isIccid } from '../iccid.ts'

/** The check digit that makes a number right (ISO/IEC 7812-1, annex B). */
const luhnDigit = (digits: string): string => {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const weighted = index % 2 === 0 ? Number(digit) * 2 : Number(digit)
    return total + (weighted > 9 ? weighted - 9 : weighted)
  }, 0)
  return String((10 - (sum % 10)) % 10)
}

/**
 * The same ICCID with its Luhn digit, and without its last digit where that is the right one: 19 digits may be both. They
 * are keys to look up, never to write.
 */
export const otherFormsOf = (iccid: Iccid): readonly Iccid[] => {
  const without = iccid.slice(0, -1)
  const forms = [
    iccid + luhnDigit(iccid),
    ...(without + luhnDigit(without) === iccid ? [without] : []),
  ]
  return forms.filter(isIccid)
}

/** Whether two ICCIDs are one SIM, written once without and once with its Luhn digit. */
export const areFormsOfOneIccid = (one: Iccid, other: Iccid): boolean => {
  const [short, long] = one.length < other.length ? [one, other] : [other, one]
  return long === short + luhnDigit(short)
}
