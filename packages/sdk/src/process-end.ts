import { constants } from 'node:os';
import { type Diagnostics, systemClock } from '@bot-metrics/core';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
/** A terminal and a package manager both send the same Ctrl-C, so a second signal within this time is the first one again. */
const SAME_SIGNAL_SECONDS = 0.5;
/** How long a raised signal may take to end the process. */
const END_MILLISECONDS = 100;

const shutdowns = new Set<() => Promise<unknown>>();
let isListening = false;
/** Monotonic seconds of the first signal, while the shutdown runs. */
let begun: number | undefined;

/**
 * Calls `shutdown` on SIGINT and SIGTERM. When all instances have shut down, the signal is raised again, unless the application
 * also listens to it; then the application decides when the process ends. A second signal raises it at once. Returns the function
 * that removes `shutdown`.
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
  const isHandledElsewhere = process.listenerCount(signal) > 1;
  const now = systemClock.monotonicSeconds();
  if (begun !== undefined) {
    if (now - begun >= SAME_SIGNAL_SECONDS && !isHandledElsewhere) raise(signal);
    return;
  }
  begun = now;
  await Promise.allSettled([...shutdowns].map((shutdown) => shutdown()));
  begun = undefined;
  stopListeningIfUnused();
  if (!isHandledElsewhere) raise(signal);
}

/** Ends the process as the signal would without a listener. */
function raise(signal: NodeJS.Signals): void {
  process.removeListener(signal, shutDownAll);
  process.kill(process.pid, signal);
  // Linux ignores a signal to PID 1, which is the only process of many containers, unless it has a listener.
  setTimeout(() => process.exit(128 + constants.signals[signal]), END_MILLISECONDS);
}

function stopListeningIfUnused(): void {
  if (!isListening || begun !== undefined || shutdowns.size > 0) return;
  for (const signal of SIGNALS) process.removeListener(signal, shutDownAll);
  isListening = false;
}

const flushes = new Set<() => void>();

/**
 * Calls `flush` when the event loop is empty and the process is about to end, as at the end of a script, and again for records that
 * were made meanwhile. Returns the function that stops.
 * @param countRecords the number of records so far
 */
export function flushBeforeExit(flush: () => Promise<unknown>, countRecords: () => number): () => void {
  let flushed = 0;
  const flushNew = (): void => {
    const records = countRecords();
    if (records !== flushed) void flush();
    flushed = records;
  };
  flushes.add(flushNew);
  if (flushes.size === 1) process.on('beforeExit', flushAll);
  return () => {
    if (flushes.delete(flushNew) && flushes.size === 0) process.removeListener('beforeExit', flushAll);
  };
}

function flushAll(): void {
  for (const flush of flushes) flush();
}

const lateRecords = new Set<() => void>();

/**
 * Reports, when the process exits, the records that were made after the shutdown: nobody delivers them.
 * @param countLost the number of records that were lost in the shutdown so far
 */
export function reportLateRecords(countLost: () => number, diagnostics: Diagnostics): void {
  const before = countLost();
  const report = (): void => {
    const late = countLost() - before;
    if (late === 0) return;
    const message = `${late} records were made after the shutdown and are lost; call shutdown() after your servers and consumers have ended`;
    diagnostics.report({ code: 'records_after_shutdown', message, severity: 'warn' });
  };
  if (lateRecords.size === 0) process.on('exit', reportAllLateRecords);
  lateRecords.add(report);
}

function reportAllLateRecords(): void {
  for (const report of lateRecords) report();
}
