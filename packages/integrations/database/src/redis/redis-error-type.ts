import { clientErrorType } from '../client-error-type.ts';

/** The first words of Redis' own errors; scripts may invent others. */
const prefixes: ReadonlySet<string> = new Set(
  'ASK BUSY BUSYGROUP BUSYKEY CLUSTERDOWN CROSSSLOT ERR EXECABORT LOADING MASTERDOWN MISCONF MOVED NOAUTH NOGOODSLAVE NOGROUP NOPERM NOREPLICAS NOSCRIPT NOTBUSY OOM READONLY TRYAGAIN UNBLOCKED UNKILLABLE WRONGPASS WRONGTYPE'.split(
    ' ',
  ),
);

/** The first word of Redis' error reply (`WRONGTYPE`), else a system error code, else the error's name. */
export function redisErrorType(error: unknown): string {
  const word = error instanceof Error ? (/^[A-Z]+/.exec(error.message)?.[0] ?? '') : '';
  return prefixes.has(word) ? word : clientErrorType(error);
}
