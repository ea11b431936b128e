/** Details of a Bot API error, such as how long to wait. */
export interface ResponseParameters {
  /** Seconds. */
  readonly retry_after?: number;
  readonly migrate_to_chat_id?: number;
}

/** The body of every response. Source: https://core.telegram.org/bots/api#making-requests */
export type Answer =
  | { readonly ok: true; readonly result: unknown }
  | {
      readonly ok: false;
      /** Same as the HTTP status. */
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
