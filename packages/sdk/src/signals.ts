const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

const endings = new Set<() => Promise<unknown>>();
let isListening = false;
let isEnding = false;

/**
 * Has `end` called on SIGINT and SIGTERM. When all such calls are over, the signal is raised again, unless somebody else
 * listens to it, who then decides when the process ends. Returns the function that takes `end` out again.
 *
 * One listener serves every instance, so that two of them are not somebody else to each other.
 */
export function onSignals(end: () => Promise<unknown>): () => void {
  endings.add(end);
  // In front, because a listener that is called once has left the list when a later one counts it.
  if (!isListening) for (const signal of SIGNALS) process.prependListener(signal, endAll);
  isListening = true;
  return () => {
    endings.delete(end);
    stopListeningIfUnused();
  };
}

async function endAll(signal: NodeJS.Signals): Promise<void> {
  // A terminal and a package manager both send SIGINT; the second one must not cut the flush short.
  if (isEnding) return;
  isEnding = true;
  const isHandledElsewhere = process.listenerCount(signal) > 1;
  await Promise.allSettled([...endings].map((end) => end()));
  isEnding = false;
  stopListeningIfUnused();
  if (!isHandledElsewhere) process.kill(process.pid, signal);
}

function stopListeningIfUnused(): void {
  if (!isListening || isEnding || endings.size > 0) return;
  for (const signal of SIGNALS) process.removeListener(signal, endAll);
  isListening = false;
}
