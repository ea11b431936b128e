const signals = ['SIGINT', 'SIGTERM'] as const;

/** Resolves after this many seconds, or never if undefined; on Ctrl-C or SIGTERM at once. */
export function pause(seconds: number | undefined, tick: (seconds: number) => void = () => {}): Promise<void> {
  const started = performance.now();
  return new Promise((resolve) => {
    const ticking = setInterval(() => tick((performance.now() - started) / 1000), 1000);
    const ending = seconds === undefined ? undefined : setTimeout(end, seconds * 1000);
    for (const signal of signals) process.once(signal, end);
    function end(): void {
      clearInterval(ticking);
      clearTimeout(ending);
      for (const signal of signals) process.removeListener(signal, end);
      resolve();
    }
  });
}
