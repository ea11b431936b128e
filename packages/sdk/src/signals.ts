import type { Diagnostics } from '@bot-metrics/core';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

const shutdowns = new Set<() => Promise<unknown>>();
let isListening = false;
let isShuttingDown = false;

/**
 * Calls `shutdown` on SIGINT and SIGTERM. When all instances have shut down, the signal is raised again, unless the application
 * also listens to it; then the application decides when the process ends. Returns the function that removes `shutdown`.
 *
 * One listener serves every instance: otherwise two instances would take each other for the application's listener.
 */
export function shutDownOnSignals(shutdown: () => Promise<unknown>): () => void {
  shutdowns.add(shutdown);
  // Prepended: a `once` listener that ran earlier would already be missing from the listener count.
  if (!isListening) for (const signal of SIGNALS) process.prependListener(signal, shutDownAll);
  isListening = true;
  return () => {
    shutdowns.delete(shutdown);
    stopListeningIfUnused();
  };
}

async function shutDownAll(signal: NodeJS.Signals): Promise<void> {
  // A terminal and a package manager both send SIGINT; the second one must not interrupt the flush.
  if (isShuttingDown) return;
  isShuttingDown = true;
  const isHandledElsewhere = process.listenerCount(signal) > 1;
  await Promise.allSettled([...shutdowns].map((shutdown) => shutdown()));
  isShuttingDown = false;
  stopListeningIfUnused();
  if (!isHandledElsewhere) process.kill(process.pid, signal);
}

function stopListeningIfUnused(): void {
  if (!isListening || isShuttingDown || shutdowns.size > 0) return;
  for (const signal of SIGNALS) process.removeListener(signal, shutDownAll);
  isListening = false;
}

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
