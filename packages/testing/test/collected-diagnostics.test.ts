import { expect, test } from 'vitest';
import { CollectedDiagnostics } from '../src/collected-diagnostics.ts';

test('keeps events in order until they are cleared', () => {
  const diagnostics = new CollectedDiagnostics();
  const cause = new Error('refused');
  diagnostics.report({ code: 'export_failed', message: 'could not export', severity: 'warn', cause });
  diagnostics.report({ code: 'started', message: 'started', severity: 'info' });
  diagnostics.report({ code: 'export_failed', message: 'again', severity: 'warn' });
  expect(diagnostics.codes()).toEqual(['export_failed', 'started', 'export_failed']);
  expect(diagnostics.events[0]?.cause).toBe(cause);
  diagnostics.clear();
  expect(diagnostics.events).toEqual([]);
});
