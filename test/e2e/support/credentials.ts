/** A username taken apart, its values decoded. */
export interface Credentials {
  /** What stands before the `?`. */
  readonly base: string
  readonly authorizerName?: string
  /** Standard base64. */
  readonly signature?: string
  readonly token?: string
}

/** Takes an onboarding username apart. */
export const credentialsIn = (username: string): Required<Credentials> => {
  const [base = '', query = ''] = username.split('?')
  const values = new URLSearchParams(query)
  return {
    base,
    authorizerName: values.get('x-amz-customauthorizer-name') ?? '',
    signature: values.get('x-amz-customauthorizer-signature') ?? '',
    token: values.get('token') ?? '',
  }
}

/** The query string of credentials, without a `?`; what is absent is left out. */
export const queryOf = ({ authorizerName, signature, token }: Credentials): string =>
  [
    ['x-amz-customauthorizer-name', authorizerName],
    ['x-amz-customauthorizer-signature', signature],
    ['token', token],
  ]
    .filter((pair): pair is [string, string] => pair[1] !== undefined)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')

/** Puts a username together. */
export const usernameOf = (credentials: Credentials): string =>
  `${credentials.base}?${queryOf(credentials)}`

/** Another character of the same alphabet at the place that the fraction names, so that the bits decoded differ. */
export const withOneCharacterChanged = (text: string, fraction = 0.5): string => {
  const at = Math.floor(text.length * fraction)
  return `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`
}
