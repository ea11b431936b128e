const warned = new Set<string>();

/** Emits a process warning once per code. */
export function warnOnce(code: string, type: 'DeprecationWarning' | 'Warning', message: string): void {
  if (warned.has(code)) return;
  warned.add(code);
  process.emitWarning(message, { type, code });
}
