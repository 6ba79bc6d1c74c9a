/** Why something was refused or failed. A code is a contract: logs, metrics and answers carry it, people search for it. */
export type ErrorCode =
  // what the caller sent
  | 'INVALID_ICCID'
  | 'INVALID_ADDRESS'
  | 'INVALID_LAYOUT'
  | 'NOT_A_PROXY'
  | 'INVALID_PROXY_HEADER'
  // which SIM is calling
  | 'ADDRESS_UNKNOWN'
  | 'ADDRESS_REASSIGNED'
  | 'SIM_UNKNOWN'
  | 'SIM_SUSPENDED'
  // the token
  | 'TOKEN_MISSING'
  | 'TOKEN_MALFORMED'
  | 'TOKEN_ALGORITHM_MISMATCH'
  | 'TOKEN_KEY_UNKNOWN'
  | 'TOKEN_SIGNATURE_INVALID'
  | 'TOKEN_CLAIMS_INVALID'
  | 'TOKEN_ISSUER_MISMATCH'
  | 'TOKEN_AUDIENCE_MISMATCH'
  | 'TOKEN_EXPIRED'
  | 'TOKEN_NOT_YET_VALID'
  | 'TOKEN_REVOKED'
  | 'SIGNATURE_NOT_VERIFIED'
  | 'SIGNATURE_NOT_VISIBLE'
  | 'CLIENT_ID_MISMATCH'
  // a row of an inventory
  | 'INVALID_IMSI'
  | 'INVALID_MSISDN'
  | 'INVALID_LABEL'
  | 'ROW_MALFORMED'
  | 'ROW_TOO_LONG'
  | 'ENCODING_INVALID'
  | 'SPREADSHEET_DAMAGE'
  // an operator's inventory
  | 'INVALID_STATUS'
  | 'INVENTORY_UNAVAILABLE'
  | 'INVENTORY_DENIED'
  | 'INVENTORY_UNSTABLE'
  | 'INVENTORY_MALFORMED'
  | 'INVENTORY_TOO_LARGE'
  | 'INVENTORY_UNREADABLE'
  | 'SYNC_HELD'
  | 'SYNC_RUNNING'
  | 'REMOVALS_UNCONFIRMED'
  | 'REMOVALS_WITHHELD'
  | 'SESSIONS_LEFT'
  | 'EVENTS_UNPUBLISHED'
  // the inventory
  | 'ADDRESS_TAKEN'
  | 'SIM_EXISTS'
  | 'ENTRY_CONFLICT'
  | 'ICCID_FORM_CONFLICT'
  | 'INVALID_TIME'
  | 'RUN_SUPERSEDED'
  | 'RUN_OVERDUE'
  | 'TOO_MANY_RUNS'
  | 'STORE_BUSY'
  // our own
  | 'STORE_UNAVAILABLE'
  | 'STORE_CORRUPT'
  | 'SIGNING_KEYS_MISSING'
  | 'ISSUING_STOPPED'

/** A refusal or a failure with a stable code; the message says what was expected, then what came. */
export class DomainError extends Error {
  override readonly name = 'DomainError'
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
