/** A policy document that cannot be read, or that uses what is not emulated. */
export class PolicySyntaxError extends Error {
  override readonly name = 'PolicySyntaxError'
}
