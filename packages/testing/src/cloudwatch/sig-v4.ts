import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { AwsRefusal } from './refusal.ts';

/** The accepted credentials. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const MAX_SKEW_SECONDS = 900;
const scheme =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;

/**
 * Verifies the signature of a request to the service `monitoring`.
 * @param body as received
 * @throws AwsRefusal with status 403
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function checkSignature(request: IncomingMessage, body: Buffer, credentials: AwsCredentials): void {
  const [, id, day = '', region, service, signed = '', given] = scheme.exec(request.headers.authorization ?? '') ?? [];
  if (id === undefined) throw refusal('MissingAuthenticationToken', 'Request is missing Authentication Token');
  if (id !== credentials.accessKeyId) {
    throw refusal('InvalidClientTokenId', 'The security token included in the request is invalid');
  }
  const time = String(request.headers['x-amz-date'] ?? '');
  if (!(Math.abs(Date.now() - parseTime(time)) <= MAX_SKEW_SECONDS * 1000)) {
    throw refusal('RequestExpired', `Signature expired: ${time} is not within 15 minutes of the current time`);
  }
  const names = signed.split(';');
  const hash = sha256(body);
  if ((request.headers['x-amz-content-sha256'] ?? hash) !== hash) {
    throw refusal(
      'XAmzContentSHA256Mismatch',
      'The provided x-amz-content-sha256 header does not match what was computed',
    );
  }
  const scope = `${day}/${region}/${service}/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical(request, names, hash))].join('\n');
  const start: string | Buffer = `AWS4${credentials.secretAccessKey}`;
  const key = [day, region ?? '', service ?? '', 'aws4_request'].reduce<string | Buffer>(mac, start);
  const isComplete =
    time.startsWith(day) && service === 'monitoring' && ['host', 'x-amz-date'].every((name) => names.includes(name));
  if (!isComplete || mac(key, text).toString('hex') !== given) {
    throw refusal(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided',
    );
  }
}

function canonical({ method, url, headers }: IncomingMessage, names: readonly string[], hash: string): string {
  const { pathname, searchParams } = new URL(url ?? '/', 'http://host');
  const query = [...searchParams].map((pair) => pair.map(encodeURIComponent).join('=')).sort();
  const lines = names.map((name) => `${name}:${String(headers[name]).trim().replace(/ +/g, ' ')}`);
  return [method, pathname, query.join('&'), ...lines, '', names.join(';'), hash].join('\n');
}

function parseTime(stamp: string): number {
  return Date.parse(stamp.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

function mac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

function refusal(code: string, message: string): AwsRefusal {
  return new AwsRefusal(403, code, message);
}
