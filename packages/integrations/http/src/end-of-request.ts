import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerResponse } from 'node:http2';
import { describeError } from './describe-error.ts';

/** Codes of a connection that the other side closed. */
const CLOSED_BY_PEER: readonly unknown[] = ['ECONNRESET', 'EPIPE'];
/** https://www.rfc-editor.org/rfc/rfc9113#section-7 */
const NO_ERROR = 0;
const CANCEL = 8;

/** Whether the whole response was handed to the operating system. */
export function isComplete(response: ServerResponse): boolean {
  const stream = findStream(response);
  if (stream === undefined) return response.writableFinished;
  return response.writableEnded && !stream.aborted && (stream.rstCode ?? NO_ERROR) === NO_ERROR;
}

/**
 * Why a request has no complete response: `client_closed` if the client went away, else the code or name of the error that ended it, such
 * as `ERR_HTTP_REQUEST_TIMEOUT`, else `server_closed`.
 */
export function incompleteReason(request: IncomingMessage, response: ServerResponse): string {
  const stream = findStream(response);
  if (stream !== undefined) {
    if (stream.rstCode === CANCEL) return 'client_closed';
    return stream.errored ? describeError(stream.errored) : 'server_closed';
  }
  const { socket } = request;
  const error = response.errored ?? socket.errored;
  if (error && !CLOSED_BY_PEER.includes((error as NodeJS.ErrnoException).code)) return describeError(error);
  return error || socket.readableEnded ? 'client_closed' : 'server_closed';
}

/** The stream of an HTTP/2 response, which has no `writableFinished`. */
function findStream(response: ServerResponse): Http2ServerResponse['stream'] | undefined {
  return (response as { stream?: Http2ServerResponse['stream'] }).stream;
}
