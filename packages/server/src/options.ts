import {
  cleanPasted,
  either,
  group,
  isTree,
  leaf,
  type Option,
  type Pem,
  pem,
  secret,
  showKind,
} from '@bot-metrics/core/options';

/** A certificate with its key, and the authority whose client certificates are accepted. */
export interface TlsMaterial {
  readonly cert: Pem;
  readonly key: Pem;
  readonly ca?: Pem | undefined;
}

const nameDetails = {
  description: 'The user name. It must not contain a colon (RFC 7617, section 2).',
  required: true,
} as const;

const username: Option<string, string, typeof nameDetails> = leaf(nameDetails, {
  expected: 'text without ":" and line breaks',
  type: 'string',
  schema: { type: 'string' },
  parse: (value) => {
    const name = typeof value === 'string' ? cleanPasted(value) : '';
    return /^[^:\p{Cc}]+$/u.test(name) ? name : undefined;
  },
  // People paste it together with the password.
  show: showKind,
});

const basic = group(
  {
    username,
    password: secret({ description: 'The password.', required: true }),
  },
  { description: 'HTTP Basic.', secret: true },
);

const bearer = group(
  {
    token: secret({
      bare: 'token',
      description: 'The token.',
      required: true,
    }),
  },
  { description: 'A bearer token.', secret: true },
);

/** The option `auth` of a server: HTTP Basic (RFC 7617) or a bearer token (RFC 6750). */
export const authOption = either([basic, bearer], (value) => (isTree(value) && 'token' in value ? bearer : basic), {
  description:
    'What a client must send: `username` and `password` for HTTP Basic, or `token` for a bearer token. It is read again after a mismatch.',
  defaultText: 'nothing',
});

/** The option `tls` of a server. */
export const tlsOption = group(
  {
    cert: pem({ description: 'The certificate, in PEM.', required: true }),
    key: pem({ description: 'Its key, in PEM.', required: true }),
    ca: pem({ description: 'Clients must present a certificate that this authority signed, in PEM.' }),
  },
  {
    description: 'Serves HTTPS with `cert` and `key` in PEM. With `ca`, clients must present a certificate it signed.',
    defaultText: 'plain HTTP',
    secret: true,
  },
);
