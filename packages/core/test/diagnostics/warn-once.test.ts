import { expect, test } from 'vitest';
import { WarnOnce } from '../../src/diagnostics/warn-once.ts';
import { KeptDiagnostics } from '../kept-diagnostics.ts';

test('each code is reported once per key', () => {
  const diagnostics = new KeptDiagnostics();
  const warnings = new WarnOnce(() => diagnostics);
  for (const message of ['first', 'second']) {
    warnings.warn('oversize', 'a', message);
    warnings.warn('oversize', 'b', message);
    warnings.warn('refused', 'a', message);
  }
  expect(diagnostics.events).toEqual(
    ['oversize', 'oversize', 'refused'].map((code) => ({ code, message: 'first', severity: 'warn' })),
  );
});
