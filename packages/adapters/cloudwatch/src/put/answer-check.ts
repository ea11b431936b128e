import { bodyText, isAcknowledgement, mediaType, type ReceivedBody, readBody } from '@bot-metrics/core/delivery';

/** Bodies of a success in the protocols of the SDK: JSON, the query protocol, and CBOR. */
const successes: readonly (readonly [type: RegExp, body: RegExp])[] = [
  [/^$|json|^text\/plain$|^application\/octet-stream$/, /^\s*\{(?!.*"(?:error|message|__type)"\s*:).*\}\s*$/is],
  [/^$|xml$|^text\/plain$/, /^\s*(?:<\?xml[^>]*>\s*)?<PutMetricDataResponse\b/],
  [/^application\/cbor$/, /^/],
];

interface HttpRequest {
  readonly headers?: Readonly<Record<string, string>>;
}

interface HttpResponse {
  readonly statusCode?: number;
  readonly headers?: Readonly<Record<string, string>>;
  body?: unknown;
}

/**
 * Looks at the answer before the SDK does. The SDK reads a body of any length, accepts a success of any content, and hides what a refusal
 * says that is not in its protocol.
 */
export class AnswerCheck {
  /** The status of the last answer; `undefined` without one. */
  status: number | undefined;
  /** The target of a redirect. */
  location: string | undefined;
  /** The text of the body. */
  text = '';
  /** The fault of a success, which completes `answered 200`; `undefined` for an answer of CloudWatch. */
  fault: string | undefined;
  /** The secrets in the request. No message may show them. */
  secrets: readonly string[] = [];

  /** A middleware for the step `deserialize`, below that of the SDK. */
  middleware<Request extends { readonly request: unknown }, Result extends { readonly response: unknown }>(
    next: (request: Request) => Promise<Result>,
  ): (request: Request) => Promise<Result> {
    return async (request) => {
      this.secrets = listSecrets(request.request as HttpRequest);
      const result = await next(request);
      await this.#read(result.response as HttpResponse);
      return result;
    };
  }

  async #read(response: HttpResponse): Promise<void> {
    const { statusCode: status = 0, headers = {} } = response;
    const received = await readBody(toChunks(response.body));
    response.body = received.bytes;
    const type = mediaType(headers['content-type']);
    this.status = status;
    this.location = headers.location;
    this.text = type === 'application/cbor' ? '' : bodyText(received);
    this.fault = status >= 200 && status < 300 ? findFault(received, type) : undefined;
  }
}

function findFault(received: ReceivedBody, type: string): string | undefined {
  if (received.fault !== undefined) return `, but its body ${received.fault}`;
  const text = bodyText(received);
  const isExpected =
    isAcknowledgement(text, type) || successes.some(([types, body]) => types.test(type) && body.test(text));
  return isExpected ? undefined : ` with ${type || 'a body'} instead of an answer of CloudWatch`;
}

/** Another handler than that of Node may have read the body. */
function toChunks(body: unknown): AsyncIterable<Uint8Array> | undefined {
  if (body instanceof Uint8Array) return single(body);
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body
    ? (body as AsyncIterable<Uint8Array>)
    : undefined;
}

async function* single(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** The session token, and the signature, which is valid for a while. */
function listSecrets({ headers = {} }: HttpRequest): string[] {
  return Object.entries(headers).flatMap(([name, value]) => {
    if (name.toLowerCase() === 'x-amz-security-token') return [value];
    return name.toLowerCase() === 'authorization' ? [/Signature=(\w+)/.exec(value)?.[1] ?? value] : [];
  });
}
