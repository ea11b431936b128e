import type { Diagnostics } from '@bot-metrics/core';

/**
 * Has the configuration read anew on SIGHUP, and says what came of it. Returns the function that stops that.
 *
 * Not on Windows, where the signal tells that the console is closed and the process ends soon after.
 */
export function reloadOnHangUp(reload: () => Promise<void>, diagnostics: Diagnostics): () => void {
  if (process.platform === 'win32') return () => {};
  const onHangUp = (): void => {
    reload().then(
      () => {
        const message =
          'SIGHUP: the backends are as the configuration says now; the rest of it waits for the next start';
        diagnostics.report({ code: 'reconfigured', message, severity: 'info' });
      },
      (cause: Error) => {
        const message = `SIGHUP: the backends stay as they were: ${cause.message}`;
        diagnostics.report({ code: 'not_reconfigured', message, severity: 'error', cause });
      },
    );
  };
  process.on('SIGHUP', onHangUp);
  return () => process.removeListener('SIGHUP', onHangUp);
}
