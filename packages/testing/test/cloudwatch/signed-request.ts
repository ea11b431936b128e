import { createHash, createHmac } from 'node:crypto';
import type { CloudWatchReceiver } from '../../src/cloudwatch/cloudwatch-receiver.ts';

/** What a test changes to make a request invalid. */
export interface SignedRequestOptions {
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly service?: string;
  readonly date?: Date;
  readonly target?: string;
  readonly encoding?: string;
  /** Sent instead of the signed body. */
  readonly sent?: string | Uint8Array<ArrayBuffer>;
}

const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');
const mac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** Posts a body to the double, signed as AWS documents. */
export function post(
  { endpoint, credentials }: CloudWatchReceiver,
  body: string | Uint8Array<ArrayBuffer>,
  options: SignedRequestOptions = {},
): Promise<Response> {
  const { accessKeyId, secretAccessKey } = { ...credentials, ...options };
  const { service = 'monitoring', date = new Date(), sent = body, encoding } = options;
  const { target = 'GraniteServiceVersion20100801.PutMetricData' } = options;
  const time = date.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = time.slice(0, 8);
  const scope = `${day}/eu-west-1/${service}/aws4_request`;
  const canonical = [
    'POST',
    '/',
    '',
    `host:${new URL(endpoint).host}`,
    `x-amz-date:${time}`,
    '',
    'host;x-amz-date',
    sha256(body),
  ];
  const text = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical.join('\n'))].join('\n');
  const key = [day, 'eu-west-1', service, 'aws4_request'].reduce<string | Buffer>(mac, `AWS4${secretAccessKey}`);
  const signature = mac(key, text).toString('hex');
  return fetch(endpoint, {
    method: 'POST',
    body: sent,
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': target,
      'x-amz-date': time,
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=host;x-amz-date, Signature=${signature}`,
      ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
    },
  });
}
