/** What the Bot API says besides the error, for instance how long to wait. */
export interface ResponseParameters {
  /** Seconds. */
  readonly retry_after?: number;
  readonly migrate_to_chat_id?: number;
}

/** The body of every answer. Source: https://core.telegram.org/bots/api#making-requests */
export type Answer =
  | { readonly ok: true; readonly result: unknown }
  | {
      readonly ok: false;
      /** The same as the HTTP status. */
      readonly error_code: number;
      readonly description: string;
      readonly parameters?: ResponseParameters;
    };

export function succeeded(result: unknown): Answer {
  return { ok: true, result };
}

export function failed(errorCode: number, description: string, parameters?: ResponseParameters): Answer {
  return { ok: false, error_code: errorCode, description, ...(parameters !== undefined && { parameters }) };
}
