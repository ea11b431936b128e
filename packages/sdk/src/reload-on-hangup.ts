import type { Diagnostics } from '@bot-metrics/core';

/**
 * Calls `reload` on SIGHUP and reports the outcome. Returns the function that stops.
 *
 * Does nothing on Windows, where SIGHUP means that the console was closed and the process is about to end.
 */
export function reloadOnHangup(reload: () => Promise<void>, diagnostics: Diagnostics): () => void {
  if (process.platform === 'win32') return () => {};
  const onHangup = (): void => {
    reload().then(
      () => {
        const message = 'SIGHUP: the backends match the configuration; its other settings apply after a restart';
        diagnostics.report({ code: 'reconfigured', message, severity: 'info' });
      },
      (cause: Error) => {
        const message = `SIGHUP: the backends were not changed: ${cause.message}`;
        diagnostics.report({ code: 'not_reconfigured', message, severity: 'error', cause });
      },
    );
  };
  process.on('SIGHUP', onHangup);
  return () => process.removeListener('SIGHUP', onHangup);
}
